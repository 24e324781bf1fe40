/// A part of a page under a heading of its own.
package struct HTMLSection: Sendable {
  /// The element's identifier, by which links and tests find it.
  package var identifier: String
  package var title: String
  package var elements: [MarkupElement]

  package init(_ identifier: String, title: String, _ elements: [MarkupElement]) {
    self.identifier = identifier
    self.title = title
    self.elements = elements
  }

  /// The section as an element of the page.
  package var element: MarkupElement {
    let heading = "\(identifier)-heading"
    return MarkupElement(
      "section", ["id": identifier, "aria-labelledby": heading],
      [MarkupElement("h2", ["id": heading], text: title)] + elements)
  }
}
