package shapes

// All has a value of every shape.
func All() []any {
	return []any{
		Untagged{}, Widths{}, Unsigned{}, NamedScalars{}, Limits{}, Strings{}, Unicode{}, Texts{}, AsText{}, Dashes{},
		OnlyUnexported{}, Empty{}, CaseMatters{}, YAMLTags{}, Flags{}, ReadWrite{},
		Optional{}, Asked{}, Nullable{}, Defaults{}, Easy{}, Filled{}, Choices{}, ManyTypes{}, ManyRefs{}, Extras{},
		Lists{}, Bytes{}, Arrays{}, NamedContainers{}, Maps{}, FreeMaps{}, Pointers{}, Interfaces{}, Anonymous{},
		Node{}, Forest{}, Loop{},
		ByValue{}, ByPointer{}, UnexportedEmbedded{}, TwoLevels{}, EmbeddedScalars{}, EmbeddedInterface{}, EmbeddedNamed{},
		EmbeddedTagged{}, Foreign{}, EmbeddedGeneric{}, EmbeddedAlias{}, Inline{}, InlineMap{},
		Shadowing{}, ShadowedFirst{}, ShadowedDeep{}, Ambiguous{}, Fixed{},
		Config{}, Generics{}, GenericsAbroad{}, Aliases{}, Durations{}, Times{}, Addresses{}, TextTypes{}, TextEmbedded{},
		RawTypes{}, Numbers{}, OwnJSON{}, NotText{}, Stated{},
		Comments{}, NestedComments{}, EmbeddedComments{}, GenericComments{}, ContainerComments{}, GroupFirst{},
	}
}
