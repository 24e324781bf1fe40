/// One element of an SVG drawing or an HTML page: a name, attributes in a fixed order, and what it
/// contains.
package struct MarkupElement: Hashable, Sendable {
  /// What an element contains.
  package enum Content: Hashable, Sendable {
    /// Other elements, in order, a line each; none for an element that never holds any, such as `<br/>`.
    case elements([MarkupElement])
    /// Text, escaped when it is written; an empty one for an element that holds nothing for once.
    case text(String)
  }

  /// An attribute.
  package struct Attribute: Hashable, Sendable {
    package var name: String
    package var value: String
  }

  package var name: String
  package var attributes: [Attribute]
  package var content: Content

  /// Makes an element that holds other elements.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    _ children: [MarkupElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0, value: $1) }
    content = .elements(children)
  }

  /// Makes an element that holds text.
  package init(_ name: String, _ attributes: KeyValuePairs<String, String>, text: String) {
    self.init(name, attributes)
    content = .text(text)
  }

  /// The element as XML, an element a line.
  package var markup: String {
    let head = attributes.reduce(name) {
      "\($0) \($1.name)=\"\(Self.escaped($1.value))\""
    }
    switch content {
    case .text(let text): return "<\(head)>\(Self.escaped(text))</\(name)>\n"
    case .elements(let children) where children.isEmpty: return "<\(head)/>\n"
    case .elements(let children):
      return "<\(head)>\n" + children.map(\.markup).joined() + "</\(name)>\n"
    }
  }

  /// Text without the characters that mean something in XML, and without those that it forbids.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}"..."\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
