package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

// digest is over the files that the go command would compile or embed for a
// package, by name relative to its directory: the same on every machine that
// builds the same files. A file that cannot be read counts as absent, so that
// the digest of a half-read package equals no other.
func (r *reader) digest(p *packages.Package) string {
	files := slices.Concat(p.GoFiles, p.OtherFiles, p.EmbedFiles)
	slices.Sort(files)
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
