package dspy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// reserved are the keys that a step's result has beside its output fields.
var reserved = [...]string{
	"success", "signature_validated", "execution_mode", "provider_used", "model",
	"dspy_optimization_applied", "dspy_fallback_reason", "chain_outputs",
}

// job is a step that was read and can be run, optimised or evaluated.
type job struct {
	plugin   *Plugin
	step     string // its name in the workflow
	kind     string // its type
	settings stepSettings
	links    []link
	program  *engine.Program  // as the step is written, its examples as demonstrations
	own      []engine.Example // the step's examples, as far as they have all of the program's fields
	service  service
	key      string // of the store
}

// link is one predictor of a job.
type link struct {
	name     string
	sig      *schemavalidator.Signature
	engine   *engine.Signature
	examples []engine.Demo
}

// service is the provider that a job uses.
type service struct {
	provider pipeline.Provider
	name     string // of the provider
	model    string // that is asked for, where this is known
}

// writesText reports whether the provider can write instructions.
func (s service) writesText() bool {
	w, ok := runtime.Unwrap(s.provider).(pipeline.TextWriter)
	return !ok || w.WritesText()
}

// service returns the provider given, else the plugin's own. One of the plugin's own that
// is given by its name has the same model, and so the same stored programs, as without.
func (p *Plugin) service(given pipeline.Provider, name, own string) service {
	s := service{p.claude, claudeName, p.cfg.Claude.Model}
	if given == nil && own == geminiName || given != nil && name == geminiName {
		s = service{p.gemini, geminiName, p.cfg.Gemini.Model}
	}
	if given == nil {
		return s
	}
	if name != s.name {
		s.model = ""
	}
	s.provider, s.name = given, name
	return s
}

// job reads a step. Its errors are *SpecError.
func (p *Plugin) job(step StepSpec, given pipeline.Provider, name string) (*job, error) {
	own := claudeName
	switch step.Type {
	case geminiName:
		own = geminiName
	case claudeName, chainName, evaluationName:
	default:
		return nil, fault("/type", "%q is no DSPy step, want one of %q", step.Type, []string{claudeName, geminiName, chainName, evaluationName})
	}
	if err := p.check(step.Spec); err != nil {
		return nil, err
	}
	j := &job{plugin: p, step: step.Name, kind: step.Type, settings: p.settings(step.Spec, step.Workflow), service: p.service(given, name, own)}
	if err := j.read(step); err != nil {
		return nil, err
	}
	if err := j.capable(); err != nil {
		return nil, err
	}
	j.key = j.storeKey()
	return j, nil
}

// check refuses a step that does not have the form of a DSPy step.
func (p *Plugin) check(spec map[string]any) error {
	schema, err := p.validator.Compile(stepSchema)
	if err != nil {
		return err
	}
	if faults := schema.Validate(spec); len(faults) > 0 {
		return &SpecError{faults}
	}
	return nil
}

func (j *job) read(step StepSpec) error {
	config, _ := step.Spec["dspy_config"].(map[string]any)
	_, chained := config["chain_steps"]
	if j.kind != evaluationName {
		if _, ok := config["test_data_path"]; ok {
			return fault("/dspy_config/test_data_path", "test_data_path belongs to a step of type %s", evaluationName)
		}
	}
	if j.kind == chainName || j.kind == evaluationName && chained {
		return j.readChain(step.Spec, step.Workflow)
	}
	return j.readSingle(step.Spec, config)
}

// predictorName is that of the one predictor of a step that is no chain.
const predictorName = "answer"

func (j *job) readSingle(spec, config map[string]any) (err error) {
	if _, ok := spec["dspy_signature"]; !ok {
		return fault("", "the key %q is missing", "dspy_signature")
	}
	for _, key := range []string{"signatures", "chain_steps"} {
		if _, ok := config[key]; ok {
			return fault("/dspy_config/"+key, "%s belongs to a step of type %s", key, chainName)
		}
	}
	l, err := j.plugin.link(predictorName, spec["dspy_signature"], "/dspy_signature", spec["examples"], "/examples", j.settings.shots)
	if err != nil {
		return err
	}
	j.links = []link{l}
	for _, d := range l.examples {
		j.own = append(j.own, engine.Example{ID: d.ID, Input: d.Input, Output: d.Output})
	}
	if j.program, err = engine.Predict(l.name, l.engine); err != nil {
		return err
	}
	j.program.Predictor(l.name).Demos = l.examples
	return nil
}

// link reads a signature and its examples; the places say where they stand in the
// step.
func (p *Plugin) link(name string, signature any, at string, examples any, examplesAt string, shots int) (link, error) {
	sig, faults := p.validator.ParseSignature(signature)
	if faults != nil {
		return link{}, below(at, faults)
	}
	for _, f := range sig.OutputFields {
		if slices.Contains(reserved[:], f.Name) {
			return link{}, fault(at+"/output_fields", "%s is a key that every result has, so no output field can have its name", f.Name)
		}
	}
	demos, err := p.demos(sig, examples, examplesAt)
	if err != nil {
		return link{}, err
	}
	return link{name, sig, engineSignature(sig), demos[:min(shots, len(demos))]}, nil
}

// demos are the examples of the step; each must meet the signature.
func (p *Plugin) demos(sig *schemavalidator.Signature, list any, at string) ([]engine.Demo, error) {
	items, _ := list.([]any) // its form was checked with the step's
	demos := make([]engine.Demo, 0, len(items))
	for i, item := range items {
		m, _ := item.(map[string]any)
		input, _ := m["input"].(map[string]any)
		output, _ := m["output"].(map[string]any)
		if _, faults := p.validator.ValidateInputs(sig, input); faults != nil {
			return nil, below(fmt.Sprintf("%s/%d/input", at, i), faults)
		}
		if _, faults := p.validator.ValidateOutput(sig, output); faults != nil {
			return nil, below(fmt.Sprintf("%s/%d/output", at, i), faults)
		}
		demos = append(demos, engine.Demo{Input: input, Output: output, Source: engine.Labelled, ID: fmt.Sprintf("step:%s/%d", at, i)})
	}
	return demos, nil
}

func engineSignature(sig *schemavalidator.Signature) *engine.Signature {
	return &engine.Signature{
		Description: sig.Description,
		Inputs:      engineFields(sig.InputFields),
		Outputs:     engineFields(sig.OutputFields),
		Answer:      json.RawMessage(sig.OutputSchema()),
	}
}

func engineFields(fields []schemavalidator.Field) []engine.Field {
	list := make([]engine.Field, len(fields))
	for i, f := range fields {
		list[i] = engine.Field{Name: f.Name, Type: f.Type, Description: f.Description, Schema: json.RawMessage(f.Schema)}
	}
	return list
}

// capable refuses an optimiser that needs what the provider cannot do.
func (j *job) capable() error {
	if !j.settings.enabled || j.settings.mode != modeCOPRO && j.settings.mode != modeMIPRO || j.service.writesText() {
		return nil
	}
	return fmt.Errorf("evaluation_mode %s lets the model write instructions, and %s is a classifier that writes no text; use %s: %w",
		j.settings.mode, j.service.name, modeBootstrap, engine.ErrCapability)
}

// storeKey identifies what a program is made for: the signatures, the parameters of
// the optimiser and the model.
func (j *job) storeKey() string {
	h := sha256.New()
	for _, l := range j.links {
		fmt.Fprintf(h, "%q %s\n", l.name, l.engine.Fingerprint())
	}
	s := j.settings
	fmt.Fprintf(h, "%q %d %d %q %q %q\n", s.mode, s.shots, s.iterations, s.metric, j.service.name, j.service.model)
	return hex.EncodeToString(h.Sum(nil)[:16])
}
