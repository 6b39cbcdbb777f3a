// Package coresteps is the plugin "core_steps": the steps that most workflows of
// this host need and that no model runs, and beside them claude and gemini, which
// put a hand-written prompt to a model.
//
// # As a plugin
//
// The entry in plugin_config.yaml:
//
//	core_steps:
//	  module: github.com/plugingen/plugingen/examples/pipeline/coresteps
//	  dependencies: [enhanced_schema_validator, json_yaml_bridge]
//
// It is a plugin like any other: it knows the host by runtime/pipeline, whose Scope
// lends it expressions, variables and the steps inside a step, and by steptype, in
// which it tells the loader what to check. Keys that a step's type does not have are
// refused when the workflow is loaded.
//
// # Steps
//
// In each of them {{...}} may stand in place of a value. Every result has success.
//
//	set_variable     variables: {NAME: VALUE}
//	                 sets variables; the result has them by name, under variables
//	data_transform   input: LIST, operations: [OPERATION]
//	                 the result has result, and count where that is a list
//	file_ops         operation: copy, move, delete, list, read, write, validate or convert
//	                 in workspace_dir; see below
//	for_loop         items: LIST, as: NAME (item), steps: [...]
//	                 its steps see NAME and index, from 0; the result has iterations and
//	                 results, of each iteration an object of its steps' results
//	while_loop       while: EXPRESSION, max_iterations: N (100), on_limit: fail or stop, steps: [...]
//	                 sees iteration, from 0; the result has iterations, limit_reached, and
//	                 results as for_loop has
//	parallel         steps: [...], max_parallel: N (4)
//	                 its steps run at the same time and the first failure cancels the
//	                 others; the result has steps, an object of their results, and
//	                 order, the list of their names
//	pipeline         file: WORKFLOW FILE, inputs: {NAME: VALUE}
//	                 runs another workflow; the result has steps, an object of its results
//	test_echo        value: VALUE, fail: BOOL, error_message: TEXT
//	                 the result has value; fails where it is told to
//	claude, gemini   prompt: TEXT or [PART], system, model, max_tokens, temperature, answer_schema
//	                 the result has text, provider_used, model, input_tokens,
//	                 output_tokens, cost_usd, and with answer_schema answer
//
// # Operations of data_transform
//
// Each works on what the one before it made. Expressions see item, and in an
// aggregate items.
//
//	filter: CONDITION                      keeps the items for which it holds
//	map: EXPRESSION or {FIELD: EXPRESSION} puts its value in place of each item
//	sort: {by: EXPRESSION, order: asc or desc}
//	group_by: EXPRESSION                   a list of {key, items}, in the order in which keys appear
//	aggregate: {FIELD: EXPRESSION}         one object; after group_by one for each group, with its key
//	join: {with: LIST, left: EXPRESSION, right: EXPRESSION, as: FIELD, type: inner or left}
//	                                       adds to each item, an object, the items of the other list
//	                                       whose right equals its left: one result for each pair
//
// # File operations
//
//	copy, move   source, destination       delete, list, read, validate   path
//	write        path, content             convert                        source, destination
//
// Names are relative to workspace_dir and stay in it; with from: workflow what is
// read is below the folder of the workflow file. list has a pattern and yields files;
// read and convert understand .json, .yaml, .yml, .jsonl and .csv by the ending, or as
// format says, and read yields text and, where it understands the format, value. validate
// wants the file to exist with at least min_size bytes. Files are written whole or not
// at all. In CSV the first row has the names; columns orders those that are written.
//
// # Prompts
//
// A part is {type: static, content}, {type: file, path, from} or
// {type: previous_response, step, extract, strict}. extract is a field of the result, or
// a path of fields with dots; without it the field text, or else the whole result as JSON. A
// field that is not there is an error, or with strict: false the part is left out. The
// parts are joined by newlines. session_context and claude_continue need a provider that
// keeps conversations, which there is none of here, and are refused.
//
// claude uses the first provider with the capability claude_compatible and gemini that
// with gemini_compatible, where the step names neither a provider nor capabilities.
package coresteps
