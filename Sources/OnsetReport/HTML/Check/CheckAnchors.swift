import OnsetPlanning

/// Which finding is about which layer of a check, and what both are called inside a page.
///
/// Identifiers are numbers, never names: what a model calls its layers cannot clash or break out.
struct CheckAnchors: Sendable {
  /// The layer of each finding; `nil` for one that is about the model or about something else.
  private let layers: [Int?]

  init(_ document: CheckDocument) {
    layers = document.findings.map { finding in
      document.layers.firstIndex { $0.name == finding.place || $0.parameter == finding.place }
        ?? document.layers.firstIndex { finding.place.hasPrefix($0.name + ".") }
    }
  }

  /// The layer that a finding is about, by index.
  func layer(ofFinding index: Int) -> Int? { layers[index] }

  /// The findings about a layer, by index.
  func findings(ofLayer index: Int) -> [Int] { layers.indices.filter { layers[$0] == index } }

  /// The identifier of a layer's row.
  static func layer(_ index: Int) -> String { "layer-\(index + 1)" }

  /// The identifier of a finding.
  static func finding(_ index: Int) -> String { "finding-\(index + 1)" }
}
