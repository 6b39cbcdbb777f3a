package dspy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// chain answers several signatures, each with what came before it.
type chain struct {
	plugin   *Plugin
	provider pipeline.Provider
	name     string // of the provider
}

// Run answers the signatures in order; its errors are those of step.Run. All of
// the chain is checked before the first request is sent.
func (c *chain) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	tasks, err := c.tasks(req.Spec)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	values, err := c.inputs(req, tasks)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	m := choose(req, c.provider, c.name)
	var last map[string]any
	outputs := make([]any, len(tasks))
	for i, t := range tasks {
		if last, err = c.link(ctx, m, t, values); err != nil {
			return pipeline.StepResult{}, fmt.Errorf("signature %d of %d: %w", i+1, len(tasks), err)
		}
		outputs[i] = last
		maps.Copy(values, last)
	}
	result := m.result(last)
	result.Values["chain_outputs"] = outputs
	return result, nil
}

// link answers one signature with those of the values that are its inputs.
func (c *chain) link(ctx context.Context, m *model, t *task, values map[string]any) (map[string]any, error) {
	own := map[string]any{}
	for _, f := range t.sig.InputFields {
		if v, ok := values[f.Name]; ok {
			own[f.Name] = v
		}
	}
	if _, faults := c.plugin.validator.ValidateInputs(t.sig, own); faults != nil {
		return nil, below("/inputs", faults)
	}
	return c.plugin.ask(ctx, m, t, own)
}

// tasks reads the step's signatures.
func (c *chain) tasks(spec map[string]any) ([]*task, error) {
	if err := c.plugin.check(spec); err != nil {
		return nil, err
	}
	for _, key := range []string{"dspy_signature", "examples"} {
		if _, ok := spec[key]; ok {
			return nil, fault("/"+key, "a dspy_chain has its signatures and examples under dspy_config.chain_steps")
		}
	}
	config, _ := spec["dspy_config"].(map[string]any)
	links, _ := config["chain_steps"].([]any)
	if len(links) == 0 {
		return nil, fault("", "a dspy_chain needs dspy_config.chain_steps")
	}
	named, _ := config["signatures"].(map[string]any)
	tasks := make([]*task, len(links))
	for i, link := range links {
		at := fmt.Sprintf("/dspy_config/chain_steps/%d", i)
		l, _ := link.(map[string]any)
		signature, signatureAt, err := resolve(l["signature"], at+"/signature", named)
		if err != nil {
			return nil, err
		}
		if tasks[i], err = c.plugin.task(signature, signatureAt, l["examples"], at+"/examples", shots(config)); err != nil {
			return nil, err
		}
	}
	return tasks, nil
}

// resolve returns a signature with its place, looked up where it is a name.
func resolve(signature any, at string, named map[string]any) (any, string, error) {
	name, ok := signature.(string)
	if !ok {
		return signature, at, nil
	}
	found, ok := named[name]
	if !ok {
		return nil, "", fault(at, "dspy_config.signatures has no %q, only %q", name, slices.Sorted(maps.Keys(named)))
	}
	escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	return found, "/dspy_config/signatures/" + escaped, nil
}

// inputs are the step's values, and each must be wanted by some signature. What
// no earlier signature answers must be among them.
func (c *chain) inputs(req pipeline.StepRequest, tasks []*task) (map[string]any, error) {
	var wanted []schemavalidator.Field
	answered := map[string]bool{}
	outside := map[string]bool{}
	for _, t := range tasks {
		for _, f := range t.sig.InputFields {
			wanted = append(wanted, f)
			outside[f.Name] = outside[f.Name] || !answered[f.Name]
		}
		for _, f := range t.sig.OutputFields {
			answered[f.Name] = true
		}
	}
	values, err := inputs(req, wanted)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		if _, ok := values[name]; outside[name] && !ok {
			return nil, fault("/inputs", "the input %s is missing, and no signature before its use answers it", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if _, ok := outside[name]; !ok {
			return nil, fault("/inputs", "no signature of the chain has an input %s", name)
		}
	}
	return values, nil
}
