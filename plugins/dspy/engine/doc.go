// Package engine improves programs of language model calls from examples, in the
// way of DSPy (Khattab et al., "DSPy: Compiling Declarative Language Model Calls
// into Self-Improving Pipelines", 2023). It uses the standard library only and
// knows no provider, no file and no global state.
//
// A [Signature] says what goes in and what comes out. A [Predictor] is a signature
// with an instruction and demonstrations. A [Program] is predictors in a fixed
// order and a [Forward] function that receives the function to call them with, so
// that a copy of the program uses the copy's predictors. An [LM] asks a [Model].
//
// [Evaluate] scores a program on examples. An [Optimizer] ([LabeledFewShot],
// [BootstrapFewShot], [RandomSearch], [COPRO], [MIPROv2]) looks for demonstrations
// and instructions that score better, and adopts only what is better on examples
// that it did not learn from.
//
// # Values
//
// A value is nil, bool, string, [encoding/json.Number], []any or map[string]any;
// what the engine parses has these types only, with every digit as it was written.
// Examples made by hand may hold Go's own numbers too. Values are never changed
// once they were handed over, neither by the engine nor by its callers.
//
// # The same again
//
// The same task with the same seed and the same answers gives the same program,
// byte for byte, whatever the concurrency. This needs a forward function and a
// metric that give the same for the same. There is one exception: how many calls a
// candidate made until it had failed too often depends on the concurrency, and so
// does what is left of a budget after it.
//
// # Stopping
//
// When the context is over, no further model call starts, and functions return with
// the context's error without waiting for a model that does not heed it; such a
// call ends in the background and its answer is dropped.
package engine
