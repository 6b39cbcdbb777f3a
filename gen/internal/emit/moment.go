package emit

import (
	"fmt"
	"net/url"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/settings"
)

// units of time, largest first.
var timeUnits = []struct {
	name  string
	nanos int64
}{
	{"Hour", int64(time.Hour)},
	{"Minute", int64(time.Minute)},
	{"Second", int64(time.Second)},
	{"Millisecond", int64(time.Millisecond)},
	{"Microsecond", int64(time.Microsecond)},
}

// duration writes a length of time in the largest unit that divides it.
func duration(nanos int64) *jen.Statement {
	if nanos == 0 {
		return jen.Op("0")
	}
	for _, u := range timeUnits {
		if nanos%u.nanos == 0 {
			if nanos == u.nanos {
				return jen.Qual("time", u.name)
			}
			return jen.Op(fmt.Sprint(nanos/u.nanos)).Op("*").Qual("time", u.name)
		}
	}
	return jen.Op(fmt.Sprint(nanos)).Op("*").Qual("time", "Nanosecond")
}

// instant writes a time in RFC 3339 as a call of time.Date.
func instant(text string) *jen.Statement {
	t, _ := time.Parse(time.RFC3339, text) // bound, so that it parses
	zone := jen.Qual("time", "UTC")
	if _, offset := t.Zone(); offset != 0 {
		zone = jen.Qual("time", "FixedZone").Call(jen.Lit(""), jen.Lit(offset))
	}
	return jen.Qual("time", "Date").Call(
		jen.Lit(t.Year()), jen.Qual("time", t.Month().String()), jen.Lit(t.Day()),
		jen.Lit(t.Hour()), jen.Lit(t.Minute()), jen.Lit(t.Second()), jen.Lit(t.Nanosecond()), zone,
	)
}

// address writes a URL by its parts, those that it has.
func address(l settings.Literal) *jen.Statement {
	u, _ := url.Parse(l.Text) // bound, so that it parses
	var items []jen.Code
	for _, part := range []struct{ name, text string }{
		{"Scheme", u.Scheme}, {"Opaque", u.Opaque}, {"Host", u.Host}, {"Path", u.Path}, {"RawPath", u.RawPath},
		{"RawQuery", u.RawQuery}, {"Fragment", u.Fragment}, {"RawFragment", u.RawFragment},
	} {
		if part.text != "" {
			items = append(items, field(part.name, jen.Lit(part.text)))
		}
	}
	if u.User != nil {
		items = append(items, field("User", userinfo(u.User)))
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"OmitHost", u.OmitHost}, {"ForceQuery", u.ForceQuery}} {
		if flag.set {
			items = append(items, field(flag.name, jen.True()))
		}
	}
	return expr(l.Type.Expr).Values(items...)
}

func userinfo(u *url.Userinfo) *jen.Statement {
	if password, ok := u.Password(); ok {
		return jen.Qual("net/url", "UserPassword").Call(jen.Lit(u.Username()), jen.Lit(password))
	}
	return jen.Qual("net/url", "User").Call(jen.Lit(u.Username()))
}
