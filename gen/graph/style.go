package graph

// style is the picture's look. Every rule is for the picture alone, so that it
// can stand inside a page; fonts are those that the reader has.
const style = `.plugingen text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.plugingen .page{fill:#fff}
.plugingen .band{fill:#f3f5f9}
.plugingen .level{font-size:11px;fill:#68727f}
.plugingen .box{fill:#fff;stroke:#c9d1dc}
.plugingen .name{font-size:13px;font-weight:600;fill:#1a2330}
.plugingen .note{font-size:11px;fill:#5b6675}
.plugingen .edge{fill:none;stroke-width:1.6}
.plugingen .wish{stroke-dasharray:5 4}
.plugingen .mark{fill:none;stroke-width:3;stroke-linecap:round}
.plugingen .edge:hover{stroke-width:4}
.plugingen .sample{stroke:#68727f}
.plugingen path.head{stroke:none}
.plugingen .head.sample{fill:#68727f}
.plugingen .c0{stroke:#2f6fd0}.plugingen .head.c0{fill:#2f6fd0}
.plugingen .c1{stroke:#c2571a}.plugingen .head.c1{fill:#c2571a}
.plugingen .c2{stroke:#2a8a57}.plugingen .head.c2{fill:#2a8a57}
.plugingen .c3{stroke:#8a4fc4}.plugingen .head.c3{fill:#8a4fc4}
.plugingen .c4{stroke:#b8860b}.plugingen .head.c4{fill:#b8860b}
.plugingen .c5{stroke:#178a99}.plugingen .head.c5{fill:#178a99}
.plugingen .c6{stroke:#c43d6b}.plugingen .head.c6{fill:#c43d6b}
.plugingen .c7{stroke:#66788f}.plugingen .head.c7{fill:#66788f}
@media (prefers-color-scheme:dark){
.plugingen .page{fill:#0f141b}
.plugingen .band{fill:#171e28}
.plugingen .level{fill:#8b97a7}
.plugingen .box{fill:#1f2834;stroke:#3a4757}
.plugingen .name{fill:#e8edf4}
.plugingen .note{fill:#9aa7b7}
.plugingen .sample{stroke:#8b97a7}.plugingen .head.sample{fill:#8b97a7}
.plugingen .c0{stroke:#6ba6ff}.plugingen .head.c0{fill:#6ba6ff}
.plugingen .c1{stroke:#f0955c}.plugingen .head.c1{fill:#f0955c}
.plugingen .c2{stroke:#5cc48d}.plugingen .head.c2{fill:#5cc48d}
.plugingen .c3{stroke:#bd8df0}.plugingen .head.c3{fill:#bd8df0}
.plugingen .c4{stroke:#dcb13f}.plugingen .head.c4{fill:#dcb13f}
.plugingen .c5{stroke:#4cc3d2}.plugingen .head.c5{fill:#4cc3d2}
.plugingen .c6{stroke:#f27fa5}.plugingen .head.c6{fill:#f27fa5}
.plugingen .c7{stroke:#9fb0c5}.plugingen .head.c7{fill:#9fb0c5}
}
`
