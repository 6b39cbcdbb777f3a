// Package dspy is the plugin "dspy": steps of a workflow that are declared as a
// signature, typed inputs and typed outputs, in place of a hand-written prompt, and that
// are optimised from examples. What optimises them is the package engine below this one.
//
// # As a plugin
//
// The entry in plugin_config.yaml:
//
//	dspy_plugin:
//	  module: github.com/plugingen/plugingen/plugins/dspy
//	  config:
//	    optimization_enabled: true
//	    evaluation_mode: bootstrap_few_shot
//	    training_data_path: /data/training
//	    cache_enabled: true
//	    optimization_frequency: daily
//	  dependencies: [enhanced_schema_validator, json_yaml_bridge]
//
// [Config] has all settings. While optimization_enabled is false the plugin offers
// nothing but its schema extension, so that workflows stay valid and their DSPy steps are
// refused by name.
//
// # Steps
//
// dspy_claude and dspy_gemini answer one signature:
//
//	name: triage
//	type: dspy_claude
//	provider: local                    # optional; the plugin's own otherwise
//	dspy_signature:
//	  description: Sort a support ticket
//	  input_fields: [{name: ticket, type: string}]
//	  output_fields: [{name: queue, type: string, schema: {enum: [billing, bug]}}]
//	inputs: {ticket: "{{steps.fetch.text}}"}
//	examples: [{input: {ticket: ...}, output: {queue: bug}}]
//	dspy_config: {few_shot_examples: 8}
//
// An input comes from inputs, or from the template of its field. The examples of the step
// are shown to the model as demonstrations, 16 at most or as few_shot_examples says. The
// answer is parsed with exact numbers and checked against the signature; an answer with
// faults goes back to the model once, with the faults; then it is an *[OutputError].
//
// dspy_chain answers several signatures in a row:
//
//	dspy_config:
//	  signatures: {sort: {...}}            # by name, for chain_steps
//	  chain_steps: [{signature: sort}, {signature: {...}, examples: [...]}]
//
// Each takes its inputs from the outputs before it, the latest first, and from the
// step's inputs. Names are those under the same step's dspy_config, then those under the
// workflow's. dspy_claude is the provider of a chain that names none.
//
// dspy_evaluation runs a signature, or a chain, over the examples at
// dspy_config.test_data_path, with the stored program where there is one. Its result has
// score, n, chance (the score of the one answer that is most frequent), errors, metric,
// fields (the share of right values of each output field) and warnings.
//
// A result has the output fields by name (of a chain, those of its last signature), and
//
//	success                    true
//	signature_validated        true: the answer meets the signature
//	execution_mode             dspy, or traditional where the step fell back
//	provider_used              the provider's name
//	model                      the model's own name
//	dspy_optimization_applied  whether an optimised program answered
//	dspy_fallback_reason       why the step fell back; only where it did
//	chain_outputs              of a chain: an object for each signature
//
// A host that calls [pipeline.Checker] when it loads a workflow learns then what is wrong
// with a step, and else before a model is asked.
//
// # Settings of a step
//
// dspy_config of a step comes before dspy_config of the workflow, and that before the
// plugin's settings: optimization_enabled, evaluation_mode, training_data_path,
// cache_enabled, optimization_frequency, fallback_strategy, max_wait_time (there in
// milliseconds), collect_training_data, min_gain; and without a setting of the plugin
// metric (exact or f1), few_shot_examples and bootstrap_iterations (how long is searched:
// shuffles of bootstrap_few_shot, rounds of copro, candidates of mipro). The workflow's
// reaches a step only through a host that fills [pipeline.StepRequest] Workflow in.
//
// # Examples
//
// Examples stand in a file, or in the files of a folder in the order of their names:
// JSON Lines (.jsonl), or a list as JSON (.json) or YAML (.yaml, .yml). One is
//
//	{"id": "t1", "input": {"ticket": "..."}, "expected_output": {"queue": "bug"}}
//
// and may have metadata and created_at, which are not read, and for a chain
// steps: {"name of a signature": {field: value}}, labels in between. A signature that stands
// in chain_steps without a name is step_1, step_2 and so on. Every example is checked
// against the signatures of the step that learns from it: where more than one in ten is bad,
// the error is a *[DataError] with all faults by file, line and column; fewer are left out,
// counted and said in the log.
//
// Init looks at little, so that it is quick with any number of examples: that the path and
// its files are there and can be opened, and that the first example has the form of one.
// The rest is read when a step is optimised or evaluated, for the first time in the
// background; what is wrong then is the reason of the fallback, in the log and in Stats.
//
// # Optimising
//
// [Plugin.Optimize] optimises a step when somebody says so. Steps with training data are
// optimised in the background as well: when there is no program yet, and when the stored one is
// older than optimization_frequency. adaptive means a day, and earlier after five executions
// where the program fails more than 1.5 times as often as on validation examples (5 % counts as
// normal), where an evaluation scored below 0.8 of its validation score, or where the training
// data is another. One optimisation runs for a key at a time, max_concurrent of all, each
// within max_calls and max_cost_usd. One that failed is tried again after an hour at the
// earliest. Terminate ends them, and no model is asked after it: a program that lives for
// one workflow only should name no training data and use what Optimize has stored, or it
// begins an optimisation every time and ends none.
//
// Half of the examples, 200 at most, decide what is adopted; the others, and the step's own,
// are learned from. bootstrap_few_shot is a random search over bootstrapped and labelled
// demonstrations; with fewer than ten examples labelled ones are drawn and shown. copro
// and mipro let the model write instructions and refuse a provider that is a
// [pipeline.TextWriter] and writes no text. A program is adopted where it is better on
// validation by min_gain; in the background it must also beat the one that is stored.
//
// Not built are tests of two programs side by side in production, phased roll-out, the
// search for bias in examples, made-up examples, a store that is shared over a network, and
// anything in Python.
//
// # Without an optimised program
//
// A step with training data and no program, or with one of twice the age of
// optimization_frequency, or whose program failed, does what fallback_strategy says. The
// plain step is the step as it is written, with its own examples.
//
//	traditional           the plain step at once
//	error                 the error, or ErrNoProgram
//	cached_best_effort    a program that is too old all the same; else as traditional
//	schedule_and_execute  as traditional; a program that failed is also optimised again,
//	                      once an hour at the most
//	wait_and_retry        waits max_wait_time for the optimisation under way; after a
//	                      failure tries once more, a second later; then as traditional
//
// A step without training data uses the program that Optimize stored for it, whatever
// its age, and is otherwise meant as it is written: it does not fall back.
//
// # The store
//
// A program is a JSON file in store_path, with mode 0600, named by a key: a hash of the
// signatures, the parameters of the optimiser and the model. It has the instructions and
// the demonstrations with their source, the optimiser, its seed and parameters, the hash of the
// data, the scores, and all candidates. It replaces the one before as a whole. A file that
// was made for another signature or has another format is refused with the reason, and moved
// aside before another takes its place; one that is damaged is moved aside at once. In front of the files is a memory of an
// hour. With cache_enabled: false there is the memory only, and nothing outlives the program.
//
// collect_training_data appends inputs and answers to files under store_path/collected,
// in the form of examples. They are what the model said: look through them before anything
// learns from them. Without it only counts are kept; [Plugin.Stats] has them.
//
// # Services
//
// The blocks claude and gemini of the configuration, both of type [ServiceConfig],
// say how the services are reached:
//
//	claude:
//	  api_key: ${env:ANTHROPIC_API_KEY:-}
//	  model: claude-haiku-4-5
//	  timeout: 60s
//	  max_retries: 2
//	  input_price: 1        # US dollars per million tokens, as the service's list has them
//	  output_price: 5
//
// A key comes from its setting and from nowhere else, and is in no log and no error.
// With the :- of the reference a program starts without the variable too; a provider
// without a key answers every request with an error that names the setting.
//
// A request that fails for a reason that may pass is sent again, max_retries times at
// most: after the statuses 429, 500, 502, 503, 504 and 529 and after a lost
// connection, with waits that grow and are random, or that are what the service
// asked for. All of it together takes no longer than timeout; where the service asks
// for a longer wait than is left, the error comes at once.
//
// The schema of an answer is given to the service, which makes its model keep to it.
// Claude's takes a part of JSON Schema, closed objects without limits of numbers and
// lengths, from the models of 4.5 on; a schema beyond it goes into the system text, and
// so does every one with schema_mode: text, for older models and gateways.
//
// Both providers are a pipeline.Streamer. Tokens are counted by the services; costs
// are made of the tokens and the two prices.
package dspy
