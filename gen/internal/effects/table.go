package effects

import (
	"slices"
	"sync"
)

// table says what functions of the standard library do beyond computing a
// value: the effect in the user's words, then the functions that have it. What
// is not listed was reviewed as harmless on import (time.Now, errors.New,
// regexp.MustCompile, opening an embedded file, reading random bytes), or
// reaches the outside only through a listed one.
var table = map[string][]string{
	// Files.
	"reads a file": {
		"os.Open", "os.ReadFile", "io/ioutil.ReadFile", "os.OpenInRoot", "os.OpenRoot",
		"(*os.Root).Open", "(*os.Root).OpenRoot", "(*os.Root).ReadFile",
		"text/template.ParseFiles", "text/template.ParseGlob", "(*text/template.Template).ParseFiles", "(*text/template.Template).ParseGlob",
		"html/template.ParseFiles", "html/template.ParseGlob", "(*html/template.Template).ParseFiles", "(*html/template.Template).ParseGlob",
		"crypto/tls.LoadX509KeyPair", "crypto/x509.SystemCertPool", "archive/zip.OpenReader",
		"debug/elf.Open", "debug/macho.Open", "debug/macho.OpenFat", "debug/pe.Open", "debug/plan9obj.Open", "debug/buildinfo.ReadFile",
		"go/parser.ParseDir", "go/build.Import", "go/build.ImportDir",
	},
	"looks at the file system": {
		"os.Stat", "os.Lstat", "os.ReadDir", "os.Readlink", "os.Getwd", "os.Executable", "io/ioutil.ReadDir",
		"(*os.Root).Stat", "(*os.Root).Lstat", "(*os.Root).Readlink",
		"path/filepath.Abs", "path/filepath.EvalSymlinks", "path/filepath.Glob", "path/filepath.Walk", "path/filepath.WalkDir",
		"os/user.Current", "os/user.Lookup", "os/user.LookupId", "os/user.LookupGroup", "os/user.LookupGroupId",
		"os/exec.LookPath",
	},
	"asks for the name of the machine": {"os.Hostname"},
	"reads the time zone database":     {"time.LoadLocation"},
	"writes a file": {
		"os.Create", "os.OpenFile", "os.WriteFile", "os.CreateTemp", "io/ioutil.WriteFile", "io/ioutil.TempFile", "os.Truncate",
		"(*os.Root).Create", "(*os.Root).OpenFile", "(*os.Root).WriteFile",
	},
	"changes the file system": {
		"os.Mkdir", "os.MkdirAll", "os.MkdirTemp", "io/ioutil.TempDir", "os.Remove", "os.RemoveAll", "os.Rename", "os.Link", "os.Symlink",
		"os.Chmod", "os.Chown", "os.Lchown", "os.Chtimes", "os.CopyFS",
		"(*os.Root).Mkdir", "(*os.Root).MkdirAll", "(*os.Root).Remove", "(*os.Root).RemoveAll", "(*os.Root).Rename",
		"(*os.Root).Link", "(*os.Root).Symlink", "(*os.Root).Chmod", "(*os.Root).Chown", "(*os.Root).Lchown", "(*os.Root).Chtimes",
	},
	"changes the working directory": {"os.Chdir", "(*os.File).Chdir", "syscall.Chdir"},
	"opens a pipe":                  {"os.Pipe"},

	// Environment.
	"reads the environment": {
		"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "syscall.Getenv", "syscall.Environ",
		"os.UserHomeDir", "os.UserCacheDir", "os.UserConfigDir",
		"net/http.ProxyFromEnvironment",
	},
	"changes the environment of the whole process": {"os.Setenv", "os.Unsetenv", "os.Clearenv", "syscall.Setenv", "syscall.Unsetenv", "syscall.Clearenv"},

	// Network.
	"opens a network connection": {
		"net.Dial", "net.DialTimeout", "net.DialIP", "net.DialTCP", "net.DialUDP", "net.DialUnix",
		"(*net.Dialer).Dial", "(*net.Dialer).DialContext", "(*net.Dialer).DialTCP", "(*net.Dialer).DialUDP", "(*net.Dialer).DialIP", "(*net.Dialer).DialUnix",
		"crypto/tls.Dial", "crypto/tls.DialWithDialer", "(*crypto/tls.Dialer).Dial", "(*crypto/tls.Dialer).DialContext",
		"net/rpc.Dial", "net/rpc.DialHTTP", "net/rpc.DialHTTPPath", "net/rpc/jsonrpc.Dial",
		"net/smtp.Dial", "net/smtp.SendMail", "net/textproto.Dial", "log/syslog.New", "log/syslog.NewLogger", "log/syslog.Dial",
	},
	"sends a request over the network": {
		"net/http.Get", "net/http.Head", "net/http.Post", "net/http.PostForm",
		"(*net/http.Client).Do", "(*net/http.Client).Get", "(*net/http.Client).Head", "(*net/http.Client).Post", "(*net/http.Client).PostForm",
		"(*net/http.Transport).RoundTrip",
	},
	"looks something up in the network": {
		"net.LookupAddr", "net.LookupCNAME", "net.LookupHost", "net.LookupIP", "net.LookupMX", "net.LookupNS", "net.LookupSRV", "net.LookupTXT",
		"net.ResolveIPAddr", "net.ResolveTCPAddr", "net.ResolveUDPAddr",
		"(*net.Resolver).LookupAddr", "(*net.Resolver).LookupCNAME", "(*net.Resolver).LookupHost", "(*net.Resolver).LookupIP", "(*net.Resolver).LookupIPAddr",
		"(*net.Resolver).LookupMX", "(*net.Resolver).LookupNS", "(*net.Resolver).LookupNetIP", "(*net.Resolver).LookupSRV", "(*net.Resolver).LookupTXT",
		"net.Interfaces", "net.InterfaceAddrs", "net.InterfaceByName", "net.InterfaceByIndex",
	},
	"listens on the network": {
		"net.Listen", "net.ListenPacket", "net.ListenIP", "net.ListenTCP", "net.ListenUDP", "net.ListenUnix", "net.ListenUnixgram", "net.ListenMulticastUDP",
		"(*net.ListenConfig).Listen", "(*net.ListenConfig).ListenPacket", "crypto/tls.Listen",
		"net/http.ListenAndServe", "net/http.ListenAndServeTLS", "net/http.Serve", "net/http.ServeTLS",
		"(*net/http.Server).ListenAndServe", "(*net/http.Server).ListenAndServeTLS", "(*net/http.Server).Serve", "(*net/http.Server).ServeTLS",
		"net/http/httptest.NewServer", "net/http/httptest.NewTLSServer", "net/rpc.Accept", "net/http/fcgi.Serve",
	},

	// Processes.
	"ends the process": {
		"os.Exit", "syscall.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "(*log.Logger).Fatal", "(*log.Logger).Fatalf", "(*log.Logger).Fatalln",
	},
	"starts a program": {
		"(*os/exec.Cmd).Run", "(*os/exec.Cmd).Start", "(*os/exec.Cmd).Output", "(*os/exec.Cmd).CombinedOutput",
		"os.StartProcess", "syscall.ForkExec", "syscall.StartProcess",
	},
	"replaces the process with another program": {"syscall.Exec"},
	"loads machine code":                        {"plugin.Open"},
	"calls the operating system directly": {
		"syscall.Syscall", "syscall.Syscall6", "syscall.RawSyscall", "syscall.RawSyscall6", "syscall.Open", "syscall.Socket", "syscall.Kill", "syscall.Mmap",
	},

	// Goroutines, timers and signals.
	"starts a goroutine when the time comes": {"time.AfterFunc", "context.AfterFunc"},
	"starts a timer": {
		"time.NewTimer", "time.NewTicker", "time.Tick", "time.After",
		"context.WithTimeout", "context.WithDeadline", "context.WithTimeoutCause", "context.WithDeadlineCause",
	},
	"starts a goroutine": {"(*sync.WaitGroup).Go", "database/sql.Open", "database/sql.OpenDB"},
	"changes how the process reacts to signals": {
		"os/signal.Notify", "os/signal.NotifyContext", "os/signal.Ignore", "os/signal.Reset",
	},

	// Registries that the whole process shares.
	"registers a handler in http.DefaultServeMux":        {"net/http.Handle", "net/http.HandleFunc", "net/rpc.HandleHTTP"},
	"registers a service in the process-wide RPC server": {"net/rpc.Register", "net/rpc.RegisterName"},
	"defines a flag of the whole program": {
		"flag.Bool", "flag.BoolVar", "flag.BoolFunc", "flag.Duration", "flag.DurationVar", "flag.Float64", "flag.Float64Var", "flag.Func",
		"flag.Int", "flag.IntVar", "flag.Int64", "flag.Int64Var", "flag.String", "flag.StringVar", "flag.TextVar",
		"flag.Uint", "flag.UintVar", "flag.Uint64", "flag.Uint64Var", "flag.Var", "testing.Init",
	},
	"changes or reads the program's command line": {"flag.Parse", "flag.Set"},
	"publishes a variable of the whole process": {
		"expvar.Publish", "expvar.NewFloat", "expvar.NewInt", "expvar.NewMap", "expvar.NewString", "runtime/pprof.NewProfile",
	},
	"registers a database driver for the whole process":    {"database/sql.Register"},
	"registers an image format for the whole process":      {"image.RegisterFormat"},
	"registers a type for the whole process":               {"encoding/gob.Register", "encoding/gob.RegisterName"},
	"registers a hash for the whole process":               {"crypto.RegisterHash"},
	"registers a compression method for the whole process": {"archive/zip.RegisterCompressor", "archive/zip.RegisterDecompressor"},
	"registers a file type for the whole process":          {"mime.AddExtensionType"},
	"sets the fallback certificates of the whole process":  {"crypto/x509.SetFallbackRoots"},

	// Logs and standard streams.
	"changes the process-wide log": {
		"log.SetOutput", "log.SetFlags", "log.SetPrefix", "log/slog.SetDefault", "log/slog.SetLogLoggerLevel",
	},
	"writes to the process-wide log": {
		"log.Print", "log.Printf", "log.Println", "log.Output", "log.Panic", "log.Panicf", "log.Panicln",
		"log/slog.Debug", "log/slog.DebugContext", "log/slog.Info", "log/slog.InfoContext", "log/slog.Warn", "log/slog.WarnContext",
		"log/slog.Error", "log/slog.ErrorContext", "log/slog.Log", "log/slog.LogAttrs",
	},
	"writes to the standard output": {"fmt.Print", "fmt.Printf", "fmt.Println"},
	"reads the standard input":      {"fmt.Scan", "fmt.Scanf", "fmt.Scanln"},

	// The Go runtime.
	"changes the Go runtime of the whole process": {
		"runtime.GOMAXPROCS", "runtime.SetDefaultGOMAXPROCS", "runtime.LockOSThread", "runtime.Goexit", "runtime.SetBlockProfileRate",
		"runtime.SetMutexProfileFraction", "runtime.SetCPUProfileRate", "runtime/debug.SetGCPercent", "runtime/debug.SetMemoryLimit",
		"runtime/debug.SetMaxStack", "runtime/debug.SetMaxThreads", "runtime/debug.SetPanicOnFault", "runtime/debug.SetTraceback",
		"runtime/debug.SetCrashOutput", "runtime/coverage.ClearCounters",
	},
	"leaves code to the garbage collector to run":   {"runtime.SetFinalizer", "runtime.AddCleanup"},
	"starts profiling or tracing the whole process": {"runtime/pprof.StartCPUProfile", "runtime/trace.Start"},
	"seeds the random numbers of the whole process": {"math/rand.Seed"},
}

// calls is the table by function.
var calls = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for what, functions := range table {
		for _, f := range functions {
			out[f] = what
		}
	}
	return out
})

// sharedUse is what using a value does that the whole process shares. Only the
// methods named count.
type sharedUse struct {
	what    string
	methods []string
}

func (u sharedUse) has(method string) bool { return slices.Contains(u.methods, method) }

// sharedValues are variables of the standard library, and functions that
// always return the same value, whose methods act on the whole process.
var sharedValues = map[string]sharedUse{
	"net/http.DefaultServeMux": {"registers a handler in http.DefaultServeMux", []string{"Handle", "HandleFunc"}},
	"net/rpc.DefaultServer":    {"registers a service in the process-wide RPC server", []string{"Register", "RegisterName", "HandleHTTP"}},
	"flag.CommandLine": {"defines a flag of the whole program", []string{
		"Bool", "BoolVar", "BoolFunc", "Duration", "DurationVar", "Float64", "Float64Var", "Func", "Init", "Int", "IntVar", "Int64", "Int64Var",
		"Parse", "Set", "SetOutput", "String", "StringVar", "TextVar", "Uint", "UintVar", "Uint64", "Uint64Var", "Var",
	}},
	"os.Stdout": {"writes to the standard output", []string{"Write", "WriteString", "WriteAt", "ReadFrom", "Close"}},
	"os.Stderr": {"writes to the standard error", []string{"Write", "WriteString", "WriteAt", "ReadFrom", "Close"}},
	"os.Stdin":  {"reads the standard input", []string{"Read", "WriteTo", "Close"}},
	"log.Default": {"acts on the process-wide log", []string{
		"SetOutput", "SetFlags", "SetPrefix", "Print", "Printf", "Println", "Output", "Panic", "Panicf", "Panicln",
	}},
	"log/slog.Default": {"writes to the process-wide log", []string{
		"Debug", "DebugContext", "Info", "InfoContext", "Warn", "WarnContext", "Error", "ErrorContext", "Log", "LogAttrs",
	}},
}

// writers write to their first argument.
var writers = map[string]bool{
	"fmt.Fprint": true, "fmt.Fprintf": true, "fmt.Fprintln": true, "io.WriteString": true, "io.Copy": true,
}

// runsArguments are functions, and packages of which all functions do so, that
// call the functions they are given before they return.
var runsArguments = map[string]bool{
	"(*sync.Once).Do": true, "(*sync.Map).Range": true, "(*sync.WaitGroup).Go": true,
	"slices": true, "sort": true, "strings": true, "bytes": true, "maps": true,
	"path/filepath.Walk": true, "path/filepath.WalkDir": true, "io/fs.WalkDir": true,
}

// once wrap a function that runs when the result is first called.
var once = map[string]bool{"sync.OnceFunc": true, "sync.OnceValue": true, "sync.OnceValues": true}

// importing are packages that do something for every importer.
var importing = map[string]string{
	"net/http/pprof": "registers handlers in http.DefaultServeMux",
	"expvar":         "registers a handler in http.DefaultServeMux",
}

// harmless are packages that are imported blank for what the compiler then allows.
var harmless = map[string]bool{"embed": true, "unsafe": true, "runtime/cgo": true}
