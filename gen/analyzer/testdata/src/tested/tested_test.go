package tested

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

//plugingen:nothing

type Fake struct{ pipeline.Base }

func (*Fake) Terminate(ctx context.Context) error { return nil }

func (*Fake) Metadata() runtime.Metadata { return runtime.Metadata{Name: "F A K E"} } // want Metadata:"offer"
