package coresteps

import "github.com/plugingen/plugingen/runtime/pipeline"

// stepKeys and itsEnd stand around the keys that an extension adds to a step.
const (
	stepKeys = `{"properties": {"workflow": {"properties": {"steps": {"items": {"properties": {`
	itsEnd   = `}}}}}}}`
)

const variableKeys pipeline.Schema = stepKeys + `
  "variables": {
    "description": "The variables that set_variable sets.",
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
  }` + itsEnd

const transformKeys pipeline.Schema = stepKeys + `
  "input": {"description": "The list that data_transform works on.", "type": "array"},
  "operations": {
    "description": "What data_transform does, one after the other.",
    "type": "array",
    "minItems": 1,
    "items": {
      "type": "object",
      "properties": {
        "filter": {"description": "Keep the items for which this expression holds.", "type": "string"},
        "map": {
          "description": "An expression, or an object of them, to put in place of each item.",
          "type": ["string", "object"],
          "minProperties": 1,
          "additionalProperties": {"type": "string"}
        },
        "sort": {
          "type": "object",
          "properties": {
            "by": {"description": "An expression whose values give the order.", "type": "string"},
            "order": {"enum": ["asc", "desc"]}
          },
          "required": ["by"],
          "additionalProperties": false
        },
        "group_by": {"description": "An expression whose values are the keys of the groups.", "type": "string"},
        "aggregate": {
          "description": "An object of expressions on items.",
          "type": "object",
          "minProperties": 1,
          "additionalProperties": {"type": "string"}
        },
        "join": {
          "type": "object",
          "properties": {
            "with": {"description": "The other list.", "type": "array"},
            "left": {"description": "An expression on each item of this list.", "type": "string"},
            "right": {"description": "An expression on each item of the other list.", "type": "string"},
            "as": {"description": "The field that the other item is put into.", "type": "string", "minLength": 1},
            "type": {"enum": ["inner", "left"]}
          },
          "required": ["with", "left", "right", "as"],
          "additionalProperties": false
        }
      },
      "minProperties": 1,
      "maxProperties": 1,
      "additionalProperties": false
    }
  }` + itsEnd

const fileKeys pipeline.Schema = stepKeys + `
  "operation": {"description": "What file_ops does.", "enum": ["copy", "move", "delete", "list", "read", "write", "validate", "convert"]},
  "path": {"description": "The file or folder, relative to the workspace.", "type": "string", "minLength": 1},
  "source": {"description": "The file that is read.", "type": "string", "minLength": 1},
  "destination": {"description": "The file that is written.", "type": "string", "minLength": 1},
  "from": {"description": "Where what is read is: below workspace_dir or below the workflow's folder.", "enum": ["workspace", "workflow"]},
  "content": {"description": "What write writes: text as it is, anything else in the format of the file's ending."},
  "pattern": {"description": "Which names list shows, such as *.txt.", "type": "string", "minLength": 1},
  "min_size": {"description": "The least size that validate wants, in bytes.", "type": "integer", "minimum": 0},
  "format": {"description": "How what is read is understood, whatever its name.", "enum": ["text", "json", "yaml", "jsonl", "csv"]},
  "columns": {"description": "The columns of a CSV file that is written, in order.", "type": "array", "minItems": 1, "items": {"type": "string"}}` + itsEnd

const loopKeys pipeline.Schema = stepKeys + `
  "items": {"description": "What for_loop goes through.", "type": "array"},
  "as": {"description": "The name of the current item.", "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
  "while": {"description": "The expression that holds as long as while_loop goes on.", "type": "string"},
  "max_iterations": {"description": "The most iterations of while_loop.", "type": "integer", "minimum": 1, "maximum": 1000000},
  "on_limit": {"description": "What while_loop does after the most iterations.", "enum": ["fail", "stop"]},
  "max_parallel": {"description": "How many steps of parallel run at the same time.", "type": "integer", "minimum": 1, "maximum": 1000}` + itsEnd

const pipelineKeys pipeline.Schema = stepKeys + `
  "file": {"description": "The workflow file to run, relative to this one.", "type": "string", "minLength": 1},
  "inputs": {"type": "object"}` + itsEnd

const echoKeys pipeline.Schema = stepKeys + `
  "value": {"description": "What test_echo yields."},
  "fail": {"description": "Whether test_echo fails.", "type": "boolean"},
  "error_message": {"description": "With what it fails.", "type": "string"}` + itsEnd

const promptKeys pipeline.Schema = stepKeys + `
  "prompt": {
    "description": "What the model is asked: a text, or parts.",
    "type": ["string", "array"],
    "minLength": 1,
    "minItems": 1,
    "items": {
      "type": "object",
      "properties": {
        "type": {"enum": ["static", "file", "previous_response", "session_context", "claude_continue"]},
        "content": {"type": "string"},
        "path": {"type": "string", "minLength": 1},
        "from": {"enum": ["workspace", "workflow"]},
        "step": {"type": "string"},
        "extract": {"type": "string", "minLength": 1},
        "strict": {"type": "boolean"},
        "session_id": {"type": "string"}
      },
      "required": ["type"],
      "additionalProperties": false
    }
  },
  "system": {"description": "Instructions above the conversation.", "type": "string"},
  "model": {"description": "The model; the provider's own where it is not said.", "type": "string", "minLength": 1},
  "max_tokens": {"description": "The most tokens of the answer.", "type": "integer", "minimum": 1},
  "temperature": {"type": "number", "minimum": 0, "maximum": 2},
  "answer_schema": {"description": "A JSON Schema: the answer is JSON that meets it.", "type": "object"}` + itsEnd
