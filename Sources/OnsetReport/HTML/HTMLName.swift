/// A name that came from a model, shortened in the middle where it is long.
package struct HTMLName: Hashable, Sendable {
  package var text: String
  /// The characters to show at most.
  package var width: Int

  package init(_ text: String, width: Int = 36) {
    self.text = text
    self.width = width
  }

  /// What is shown.
  package var shown: String { TextTable.shortened(text, to: width) }

  /// The name as an element; the whole name is its tooltip, and its text for readers who listen.
  ///
  /// - Parameters:
  ///   - element: The element's name.
  ///   - attributes: Its other attributes.
  package func element(
    _ element: String = "span", _ attributes: KeyValuePairs<String, String> = ["class": "name"]
  ) -> MarkupElement {
    var result = MarkupElement(element, attributes, text: shown)
    guard shown != text else { return result }
    for name in ["title", "aria-label"] {
      result.attributes.append(MarkupElement.Attribute(name: name, value: text))
    }
    return result
  }
}
