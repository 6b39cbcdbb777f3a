package dspy

import "github.com/plugingen/plugingen/runtime/pipeline"

// extension adds the DSPy keys to a workflow and to each of its steps.
const extension pipeline.Schema = `{
  "properties": {"workflow": {"properties": {
    "dspy_config": {
      "description": "What the optimiser is told for the whole workflow; without effect in this version.",
      "type": "object",
      "properties": {
        "optimization_enabled": {"type": "boolean"},
        "evaluation_mode": {"enum": ["bootstrap_few_shot", "copro", "mipro"]},
        "training_data_path": {"type": "string"},
        "cache_enabled": {"type": "boolean"},
        "optimization_frequency": {"enum": ["daily", "weekly", "monthly", "adaptive"]}
      },
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
      "few_shot_examples": {"description": "The most examples shown to the model; default 16.", "type": "integer", "minimum": 0, "maximum": 1000},
      "optimization_enabled": {"description": "For the optimiser; without effect in this version.", "type": "boolean"},
      "bootstrap_iterations": {"description": "For the optimiser; without effect in this version.", "type": "integer", "minimum": 1},
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
