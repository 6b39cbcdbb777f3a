// Package dspy is the plugin "dspy": steps of a workflow that are declared as a
// signature, typed inputs and typed outputs, in place of a hand-written prompt.
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
//	  dependencies: [enhanced_schema_validator, json_yaml_bridge]
//
// While optimization_enabled is false the plugin offers nothing but its schema
// extension, so that workflows stay valid and their DSPy steps are refused by name.
//
// # Steps
//
// dspy_claude and dspy_gemini answer one signature:
//
//   - name: triage
//     type: dspy_claude
//     provider: local                    # optional; the plugin's own otherwise
//     dspy_signature:
//     description: Sort a support ticket
//     input_fields: [{name: ticket, type: string}]
//     output_fields: [{name: queue, type: string, schema: {enum: [billing, bug]}}]
//     inputs: {ticket: "{{steps.fetch.text}}"}
//     examples: [{input: {ticket: ...}, output: {queue: bug}}]
//     dspy_config: {few_shot_examples: 8}
//
// An input comes from inputs, or from the template of its field. The examples of
// the step, and after them those training examples that fit its signature, are
// shown to the model as demonstrations, 16 at most or as few_shot_examples says. The
// answer is parsed with exact numbers and checked against the signature; an answer
// with faults goes back to the model once, with the faults; then it is an *[OutputError].
//
// dspy_chain answers several signatures in a row:
//
//	dspy_config:
//	  signatures: {sort: {...}}            # by name, for chain_steps
//	  chain_steps: [{signature: sort}, {signature: {...}, examples: [...]}]
//
// Each takes its inputs from the outputs before it, the latest first, and from the
// step's inputs. Names are those under the same step's dspy_config.
//
// A result has the output fields by name (of a chain, those of its last signature),
// and success, signature_validated, execution_mode ("dspy"), provider_used, model,
// dspy_optimization_applied; of a chain also chain_outputs, an object for each signature.
//
// # What has effect in this version
//
// There is no optimiser yet, so dspy_optimization_applied is always false.
// optimization_enabled and training_data_path do what is said above.
// evaluation_mode, cache_enabled and optimization_frequency, and in a workflow
// dspy_config's keys of these names and bootstrap_iterations, are checked and kept
// for the optimiser, and change nothing so far.
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
