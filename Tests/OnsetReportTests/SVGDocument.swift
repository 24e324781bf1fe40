import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A drawing as an XML parser sees it.
struct SVGDocument {
  struct Element {
    var name: String
    var attributes: [String: String]
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

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements.append(Element(name: name, attributes: attributes))
    }
  }
}
