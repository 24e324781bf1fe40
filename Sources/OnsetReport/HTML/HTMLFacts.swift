/// Named values beside each other: what a page is about.
package struct HTMLFacts: Sendable {
  /// Each name with its value.
  package var facts: [(name: String, value: String)]

  package init(_ facts: [(name: String, value: String)]) { self.facts = facts }

  /// The list as an element of the page.
  package var element: MarkupElement {
    MarkupElement(
      "dl", ["class": "facts"],
      facts.map { fact in
        MarkupElement(
          "div", [:],
          [
            MarkupElement("dt", [:], text: fact.name), MarkupElement("dd", [:], text: fact.value),
          ])
      })
  }
}
