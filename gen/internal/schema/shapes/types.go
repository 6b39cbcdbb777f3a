package shapes

import (
	"encoding/json"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"time"

	"github.com/plugingen/plugingen/gen/internal/schema/shapes/other"
)

type (
	// Config has the name of a type of another package.
	Config struct {
		Own    *Config                `json:"own,omitempty"`
		Other  other.Config           `json:"other"`
		List   []other.Config         `json:"list"`
		ByName map[other.Kind]*Config `json:"by_name"`
	}

	// Generics are instances of types of both packages.
	Generics struct {
		P Pair[int, Leaf]                `json:"p"`
		Q Pair[string, Pair[int, *Leaf]] `json:"q"`
		R []Pair[Tags, map[string]time.Duration]
		S *Pair[any, Empty] `json:"s"`
	}

	// GenericsAbroad have arguments of another package.
	GenericsAbroad struct {
		P Pair[other.Config, *other.Kind] `json:"p"`
		B other.Box[Config]               `json:"b"`
		C other.Box[other.Box[time.Time]] `json:"c"`
		D map[string]other.Box[[]UUID]    `json:"d"`
	}

	// Aliases are other names.
	Aliases struct {
		Same  Same         `json:"same"`
		Words Words        `json:"words"`
		Pair  PairOf[int]  `json:"pair"`
		Boxed Boxed[Leaf]  `json:"boxed"`
		List  []*Same      `json:"list"`
		Bytes []byte       `json:"bytes"`
		Deep  PairOf[Same] `json:"deep"`
	}

	// Durations are written as text.
	Durations struct {
		D    time.Duration            `json:"d" jsonschema:"enum=5s,enum=1m"`
		Ptr  *time.Duration           `json:"ptr,omitempty"`
		List []time.Duration          `json:"list" jsonschema:"minItems=1"`
		Map  map[string]time.Duration `json:"map"`
		Own  Span                     `json:"own"`
	}

	// Span is a number, since it has lost its type's methods.
	Span time.Duration

	// Times are written as text.
	Times struct {
		T    time.Time              `json:"t"`
		Ptr  *time.Time             `json:"ptr,omitempty"`
		List []time.Time            `json:"list"`
		Own  Stamp                  `json:"own"`
		In   struct{ At time.Time } `json:"in"`
		M    time.Month             `json:"m" jsonschema:"minimum=1,maximum=12"`
	}

	// Stamp has lost its type's methods.
	Stamp time.Time

	// Addresses are written as text.
	Addresses struct {
		U    url.URL        `json:"u"`
		UP   *url.URL       `json:"up,omitempty"`
		IP   net.IP         `json:"ip"`
		A    netip.Addr     `json:"a"`
		AP   netip.AddrPort `json:"ap"`
		P    netip.Prefix   `json:"p" jsonschema:"pattern=/24$"`
		IPs  []net.IP       `json:"ips"`
		Mask net.IPMask     `json:"mask"`
		Net  net.IPNet      `json:"net"`
	}

	// TextTypes read themselves from text.
	TextTypes struct {
		Big   big.Int        `json:"big"`
		BigP  *big.Int       `json:"bigp,omitempty"`
		Float *big.Float     `json:"float"`
		Rat   big.Rat        `json:"rat"`
		Level slog.Level     `json:"level" jsonschema:"enum=info,enum=warn"`
		Re    *regexp.Regexp `json:"re"`
		ID    UUID           `json:"id" jsonschema:"minLength=36"`
		IDs   []UUID         `json:"ids"`
		Keys  map[UUID]int   `json:"keys"`
		Hue   other.Colour   `json:"hue"`
		Char  Letter         `json:"char"`
		Chars []Letter       `json:"chars"`
	}

	// Stamped reads itself by the method of what it embeds.
	Stamped struct {
		time.Time
		Zone string
	}

	// TextEmbedded holds what reads itself by an embedded method.
	TextEmbedded struct {
		At  Stamped  `json:"at"`
		Ptr *Stamped `json:"ptr"`
	}

	// RawTypes are kept as they are.
	RawTypes struct {
		Raw  json.RawMessage            `json:"raw"`
		Ptr  *json.RawMessage           `json:"ptr,omitempty"`
		List []json.RawMessage          `json:"list"`
		Map  map[string]json.RawMessage `json:"map"`
		Own  Raw                        `json:"own"`
	}

	// Raw has lost its type's methods.
	Raw json.RawMessage

	// Numbers are of any precision.
	Numbers struct {
		N json.Number   `json:"n" jsonschema:"minimum=1"`
		L []json.Number `json:"l"`
	}

	// OwnJSON read their JSON themselves.
	OwnJSON struct {
		Free other.Free          `json:"free" jsonschema:"title=free"`
		Ptr  *other.Free         `json:"ptr,omitempty"`
		Wild []Wild              `json:"wild"`
		Map  map[Wild]other.Free `json:"map"`
	}

	// NotText has a method that only looks like it.
	NotText struct {
		M Misnamed `json:"m"`
	}

	// Stated are of types whose directives state their schema.
	Stated struct {
		Size  other.Size     `json:"size"`
		Sizes []*other.Size  `json:"sizes"`
		Level Level          `json:"level" jsonschema:"title=how loud"`
		Tree  other.Tree     `json:"tree"`
		Any   other.Anything `json:"any"`
		Pin   Pin            `json:"pin"`
	}
)
