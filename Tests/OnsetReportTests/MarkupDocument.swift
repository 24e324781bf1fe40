import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A drawing or a page as an XML parser sees it.
struct MarkupDocument {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// All text inside, that of inner elements too.
    var text = ""

    /// Whether the element has a class.
    func has(class name: String) -> Bool {
      attributes["class"]?.split(separator: " ").contains { $0 == name } ?? false
    }
  }

  /// The parser's complaint.
  struct NotWellFormed: Error {
    var line: Int
  }

  /// Every element in the order of their opening tags.
  let elements: [Element]

  init(parsing text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let collector = Collector()
    parser.delegate = collector
    guard parser.parse(), parser.parserError == nil else {
      throw NotWellFormed(line: parser.lineNumber)
    }
    elements = collector.elements
  }

  /// The element of an identifier.
  func element(identified identifier: String) -> Element? {
    elements.first { $0.attributes["id"] == identifier }
  }

  /// The corners of a path of moves and lines, stroke after stroke.
  static func strokes(of path: String) -> [[(x: Double, y: Double)]] {
    path.split(separator: "M").map { stroke in
      stroke.split(separator: "L").compactMap { corner in
        let numbers = corner.split(separator: " ").compactMap { Double($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
      }
    }
  }

  private final class Collector: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for index in open { elements[index].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
