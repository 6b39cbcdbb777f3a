// Package runtime starts, watches and stops the plugins of a composition, and
// shows what they offer. It shadows the runtime package of the standard library,
// and that is meant: a host writes runtime.App as it says it. A file that needs
// both gives the standard one another name.
//
// The package depends on the standard library only. Hosts and plugin authors
// meet [Lifecycle], [Component], [Metadata], [App] and [Registry]; the generated
// wiring uses the rest. A plugin's life:
//
//  1. The wiring's New makes an [App] from a [Unit] for each plugin. Nothing runs
//     yet, every plugin is Stopped, every [Registry] and [Slot] is empty.
//  2. [App.Start] first reads the configurations of all plugins: Unit.Configure
//     sets what is only known now, from the environment, from files and from
//     [WithSettings]. Everything that is wrong with any of them is reported at
//     once, and then nothing is started.
//  3. It goes through the levels of the graph. All plugins of a level are
//     Starting at once: Unit.Init calls the plugin's Init and hands what came out
//     to an [Instance].
//  4. When Init has returned, all of the plugin's components in all registries
//     and its slot become visible at one instant. If a component was not known when
//     the wiring was generated, or its name is taken, none does and the start fails.
//  5. When all plugins have got here, their Start hooks run, along the same levels,
//     and each plugin becomes Ready.
//  6. While it runs, [App.Health] asks it how it is. A plugin that complains is
//     Degraded until it no longer does.
//  7. A plugin that crashes, or whose health fails for long, is restarted with those
//     that need it: see [WithRestartBudget] and [WithHealthInterval]. [App.Unload],
//     [App.Load] and [App.Reload] take it out, put it back and replace it.
//  8. [App.Stop] goes through the levels in reverse. Each plugin is Stopping: its
//     components and its slot go at one instant, then its Terminate is called, and
//     it is Stopped.
//
// A plugin that fails, panics or hangs on the way becomes Failed, the start is
// undone unless its [FailurePolicy] says otherwise, and the errors name it: see [PluginError] and the values that it
// matches. A call that does not return is given up and its goroutine left to
// itself; Go has no way to end it. Neither can this package contain a panic in a
// goroutine that a plugin started, a fatal error of the Go runtime, or os.Exit.
package runtime
