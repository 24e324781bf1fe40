/// Named numbers under headings, each with what it means, lined up over all headings.
struct FactSheet {
  /// One number.
  struct Fact {
    var name: String
    var value: String
    /// What it means, in words or as a formula.
    var meaning: String

    init(_ name: String, _ value: String, _ meaning: String = "") {
      self.name = name
      self.value = value
      self.meaning = meaning
    }
  }

  /// Facts under one heading.
  struct Section {
    var title: String
    var facts: [Fact]
    /// Sentences below the facts.
    var notes: [String] = []
  }

  var sections: [Section]

  private static let indent = "  "
  private static let narrowestMeaning = 20

  /// The sheet as lines, meanings and notes wrapped to `width` characters.
  func lines(width: Int) -> [String] {
    let facts = sections.flatMap(\.facts)
    let names = facts.map(\.name.count).max() ?? 0
    let values = facts.map(\.value.count).max() ?? 0
    return sections.flatMap { section in
      [""] + TextTable.wrapped(section.title, to: width)
        + section.facts.flatMap { lines($0, names: names, values: values, width: width) }
        + section.notes.flatMap { note in
          TextTable.wrapped(note, to: width - Self.indent.count).map { Self.indent + $0 }
        }
    }
  }

  private func lines(_ fact: Fact, names: Int, values: Int, width: Int) -> [String] {
    let head =
      Self.indent + fact.name + spaces(names - fact.name.count + 2) + fact.value
      + spaces(values - fact.value.count + 2)
    let meaning = TextTable.wrapped(
      fact.meaning, to: max(Self.narrowestMeaning, width - head.count))
    return meaning.enumerated().map { index, text in
      let line = (index == 0 ? head : spaces(head.count)) + text
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
