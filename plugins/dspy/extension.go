package dspy

import "github.com/plugingen/plugingen/runtime/pipeline"

// extension adds the DSPy keys to a workflow and to each of its steps.
const extension pipeline.Schema = `{
  "properties": {"workflow": {"properties": {
    "dspy_config": {
      "description": "Settings of all DSPy steps of the workflow, over those of the plugin; a step's own come before them.",
      "type": "object",
      "properties": {` + settingKeys + `,
      "signatures": {"description": "Signatures that the chain_steps of any step refer to by name.", "type": "object", "additionalProperties": ` + signatureSchema + `}},
      "additionalProperties": false
    },
    "steps": {"items": {"properties": ` + stepKeys + `}}
  }}}
}`

// stepSchema is what a DSPy step must meet by itself: it cannot rely on a host
// that checked the workflow. Keys of the host and of other plugins are theirs.
const stepSchema pipeline.Schema = `{"type": "object", "properties": ` + stepKeys + `}`

const stepKeys = `{
  "dspy_signature": ` + signatureSchema + `,
  "inputs": {
    "description": "Values of the signature's input fields; {{steps.NAME.FIELD}} reads an earlier result.",
    "type": "object"
  },
  "examples": ` + examplesSchema + `,
  "dspy_config": {
    "type": "object",
    "properties": {
` + settingKeys + `,
      "test_data_path": {"description": "Of a dspy_evaluation: a file or folder of examples to evaluate on.", "type": "string"},
      "signatures": {"description": "Signatures that chain_steps refer to by name.", "type": "object", "additionalProperties": ` + signatureSchema + `},
      "chain_steps": {
        "description": "The signatures of a dspy_chain, in order.",
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "properties": {
            "signature": {"description": "A name under signatures, or a signature.", "type": ["string", "object"]},
            "examples": ` + examplesSchema + `
          },
          "required": ["signature"],
          "additionalProperties": false
        }
      }
    },
    "additionalProperties": false
  }
}`

// settingKeys are the settings that a workflow and a step may have.
const settingKeys = `
      "optimization_enabled": {"description": "Whether an optimised program is looked for and used.", "type": "boolean"},
      "evaluation_mode": {"description": "Which optimiser.", "enum": ["bootstrap_few_shot", "copro", "mipro"]},
      "training_data_path": {"description": "A file or folder of training examples.", "type": "string"},
      "cache_enabled": {"description": "Whether optimised programs are stored in files.", "type": "boolean"},
      "optimization_frequency": {"description": "How often programs are optimised again.", "enum": ["daily", "weekly", "monthly", "adaptive"]},
      "fallback_strategy": {"description": "What a step does without an optimised program.", "enum": ["traditional", "error", "cached_best_effort", "schedule_and_execute", "wait_and_retry"]},
      "max_wait_time": {"description": "The longest that a step waits for an optimised program, in milliseconds.", "type": "number", "minimum": 0, "maximum": 86400000},
      "collect_training_data": {"description": "Whether inputs and outputs are written into the store.", "type": "boolean"},
      "min_gain": {"description": "What the validation score must rise by for a program to be adopted.", "type": "number", "minimum": 0, "maximum": 1},
      "metric": {"description": "How an answer is scored: exact, all fields right; f1, the words that texts share.", "enum": ["exact", "f1"]},
      "few_shot_examples": {"description": "The most examples shown to the model; default 16.", "type": "integer", "minimum": 0, "maximum": 1000},
      "bootstrap_iterations": {"description": "How long is searched: shuffles of bootstrap_few_shot, rounds of copro, candidates of mipro.", "type": "integer", "minimum": 1, "maximum": 1000}`

const signatureSchema = `{
  "type": "object",
  "properties": {
    "description": {"description": "What the model is to do.", "type": "string"},
    "input_fields": {"type": "array", "items": {
      "type": "object",
      "properties": {
        "name": {"type": "string"},
        "type": ` + typeSchema + `,
        "description": {"type": "string"},
        "schema": {"description": "A JSON Schema of the value.", "type": "object"},
        "template": {"description": "Where the value comes from when inputs lacks it.", "type": "string"}
      },
      "required": ["name", "type"],
      "additionalProperties": false
    }},
    "output_fields": {"type": "array", "minItems": 1, "items": {
      "type": "object",
      "properties": {
        "name": {"type": "string"},
        "type": ` + typeSchema + `,
        "description": {"type": "string"},
        "schema": {"description": "A JSON Schema of the value.", "type": "object"}
      },
      "required": ["name", "type"],
      "additionalProperties": false
    }}
  },
  "required": ["input_fields", "output_fields"],
  "additionalProperties": false
}`

const typeSchema = `{"enum": ["string", "number", "integer", "boolean", "array", "object"]}`

const examplesSchema = `{
  "description": "Demonstrations: values of all input and output fields.",
  "type": "array",
  "items": {
    "type": "object",
    "properties": {"input": {"type": "object"}, "output": {"type": "object"}},
    "required": ["input", "output"],
    "additionalProperties": false
  }
}`
