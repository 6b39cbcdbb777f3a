package dspy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// readChain reads the signatures of a chain. All of them are read before a model is
// asked.
func (j *job) readChain(spec, workflow map[string]any) (err error) {
	for _, key := range []string{"dspy_signature", "examples"} {
		if _, ok := spec[key]; ok {
			return fault("/"+key, "a %s has its signatures and examples under dspy_config.chain_steps", chainName)
		}
	}
	config, _ := spec["dspy_config"].(map[string]any)
	items, _ := config["chain_steps"].([]any)
	if len(items) == 0 {
		return fault("", "a %s needs dspy_config.chain_steps", chainName)
	}
	predictors := make([]*engine.Predictor, len(items))
	for i, item := range items {
		m, _ := item.(map[string]any)
		at := fmt.Sprintf("/dspy_config/chain_steps/%d", i)
		signature, signatureAt, err := resolve(m["signature"], at+"/signature", config, workflow)
		if err != nil {
			return err
		}
		l, err := j.plugin.link(j.linkName(m["signature"]), signature, signatureAt, m["examples"], at+"/examples", j.settings.shots)
		if err != nil {
			return err
		}
		j.links = append(j.links, l)
		predictors[i] = &engine.Predictor{Name: l.name, Signature: l.engine, Demos: l.examples}
	}
	j.program, err = engine.Chain(predictors...)
	return err
}

// linkName is the name of the next predictor: that of its signature, or one made of its
// place, which is also where labels in between are looked for.
func (j *job) linkName(signature any) string {
	name, ok := signature.(string)
	if !ok {
		name = fmt.Sprintf("step_%d", len(j.links)+1)
	}
	taken := func(l link) bool { return l.name == name }
	for n := 2; slices.ContainsFunc(j.links, taken); n++ {
		name = fmt.Sprintf("%s_%d", strings.TrimSuffix(name, fmt.Sprintf("_%d", n-1)), n)
	}
	return name
}

// resolve returns a signature with its place, looked up where it is a name: in the
// step first, then in the workflow.
func resolve(signature any, at string, config, workflow map[string]any) (any, string, error) {
	name, ok := signature.(string)
	if !ok {
		return signature, at, nil
	}
	own, _ := config["signatures"].(map[string]any)
	if found, ok := own[name]; ok {
		return found, "/dspy_config/signatures/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name), nil
	}
	shared, _ := workflow["dspy_config"].(map[string]any)
	common, _ := shared["signatures"].(map[string]any)
	if found, ok := common[name]; ok {
		return found, at, nil
	}
	names := slices.Sorted(maps.Keys(own))
	names = append(names, slices.Sorted(maps.Keys(common))...)
	return nil, "", fault(at, "dspy_config.signatures has no %q, only %q", name, names)
}
