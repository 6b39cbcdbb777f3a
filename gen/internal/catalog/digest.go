package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// digest is over the files that the go command would compile or embed for a
// package, by name relative to its directory: the same on every machine that
// builds the same files. A file that cannot be read counts as absent, so that
// the digest of a half-read package equals no other.
func (r *reader) digest(p *Package) string {
	if p.Files == nil {
		return ""
	}
	files := slices.Sorted(slices.Values(p.Files))
	h := sha256.New()
	for _, f := range slices.Compact(files) {
		src, ok := r.sources[f]
		if !ok {
			src, _ = os.ReadFile(f)
		}
		name, err := filepath.Rel(p.Dir, f)
		if err != nil {
			name = filepath.Base(f)
		}
		fmt.Fprintf(h, "%s\x00%d\x00", filepath.ToSlash(name), len(src))
		h.Write(src)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
