// Package expression reads and evaluates the expressions of a workflow: its
// conditions, and what stands between {{ and }} in the text of a step.
//
//	steps.triage.queue == "billing" and variables.total >= 3 * 1.5
//	count(steps.load.rows, item.score between 1 and 5) > 0
//	not (steps.read.text matches "^[0-9]+$") or inputs.force
//
// # Grammar
//
// From the loosest to the tightest: or, and, not; the comparisons ==, !=, <, <=, >, >=,
// contains, matches, in, between X and Y, of which one may stand without brackets; + and -; *,
// / and %; the minus sign; .NAME and [INDEX]. ||, && and ! stand for or, and and not. A
// literal is a number, a text in "..." or '...' (with \ before a quote, a backslash,
// n and t), true, false, null or a list [a, b]. After a dot a name may have hyphens, as
// steps' names may, so a subtraction has a space before its minus.
//
// # Values
//
// Values are those of JSON. Numbers are exact: 0.1 + 0.2 == 0.3 holds, and
// 123456789012345678901 keeps its digits; only a quotient whose decimals have no
// end is cut, to 34 significant digits, when it leaves the expression. Nothing is
// converted unasked: "1" == 1 is false, and "1" < 2 is an error. and, or and not take
// true and false only. A name or a field that is not there is an error that lists what
// is, except in default(X, Y) and exists(X).
//
// # Functions
//
// length(X) of a text in characters, a list or an object; count, any and all of a
// list, with a condition on `item` as second argument where wanted; sum, min, max and
// average of a list, with an expression on `item` as second argument where wanted;
// first, last, unique, sort, reverse of a list; join(LIST, SEPARATOR), split(TEXT, SEPARATOR); lower,
// upper, trim, starts_with, ends_with of a text; number(TEXT), text(X), abs, round(X, DIGITS),
// floor, ceil; keys and values of an object, in the order of the keys; default(X, Y) is Y
// where X is not there or null; exists(X).
package expression
