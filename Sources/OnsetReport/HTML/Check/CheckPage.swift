import OnsetPlanning

/// What `onset check` found as one self-contained page: findings with their fixes, second moments of
/// signals and gradients over depth, and every number in a table with a row a layer.
///
/// ```swift
/// let page = CheckPage(document, command: "onset check model.onnx", weights: "as found")
/// try HTMLOutput.write(page.html, to: "report.html")
/// ```
public struct CheckPage: Sendable {
  let document: CheckDocument
  let anchors: CheckAnchors
  private let command: String
  private let weights: String

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - document: What was found.
  ///   - command: The command line that repeats the check.
  ///   - weights: Which weights were judged, such as `as found`.
  public init(_ document: CheckDocument, command: String, weights: String) {
    self.document = document
    self.command = command
    self.weights = weights
    anchors = CheckAnchors(document)
  }

  /// The page as the text of a file.
  ///
  /// - Complexity: O(layers), some 2 kB a layer.
  public var html: String { page.document }

  /// The page.
  package var page: HTMLPage {
    HTMLPage(
      title: "\(fileName): onset check", heading: heading,
      sections: [findingsSection, signalsSection, layersSection], footer: footer)
  }

  /// The file with its folder: exports are often called `model.onnx`, each in a folder that tells more.
  private var fileName: String {
    document.model.path.split(separator: "/").suffix(2).joined(separator: "/")
  }

  private var heading: [MarkupElement] {
    let worst = document.findings.map(\.severity).max()
    return [
      MarkupElement("p", ["class": "kicker"], text: "onset check"),
      HTMLName(fileName, width: 60).element("h1", ["class": "name"]),
      MarkupElement(
        "p", ["id": "verdict", "class": "verdict \(worst?.rawValue ?? "good")"],
        text: worst == nil
          ? "Healthy: nothing was found" : CheckTable.counts(document.findings)),
      HTMLFacts([
        ("Model", document.model.path),
        ("Parameters", PlanTable.grouped(document.model.parameters)),
        ("Operators", PlanTable.grouped(document.model.operators)),
        ("Layers", PlanTable.grouped(document.layers.count)), ("Weights", weights),
      ]).element,
    ]
  }

  private var footer: [MarkupElement] {
    [
      MarkupElement("p", [:], text: "To repeat this check:"),
      MarkupElement("pre", [:], [MarkupElement("code", ["id": "command"], text: command)]),
    ]
  }
}
