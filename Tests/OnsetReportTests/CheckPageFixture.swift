import Foundation
import OnsetReport

/// Documents as `onset check --json` writes them, made by hand so that their numbers are known.
enum CheckPageFixture {
  /// The second moments of what four layers return; one of them is not known.
  static let predicted: [Double?] = [1, 0.1, nil, 0.01]
  /// The same, measured with several seeds, and the standard errors.
  static let measured: [(mean: Double, error: Double)] = [
    (1.1, 0.05), (0.09, 0.01), (0, 0), (0.012, 0.02),
  ]

  /// Four layers, the last of which has two findings, and one finding about the model.
  ///
  /// - Parameters:
  ///   - isMeasured: Whether the model ran.
  ///   - name: The name of the last layer.
  static func document(isMeasured: Bool, lastLayer name: String = "head") throws -> CheckDocument {
    let names = ["stem", "body.0", "body.1", name]
    let layers = names.indices.map { index in
      var layer: [String: Any] = [
        "name": names[index], "parameter": "\(names[index]).weight", "operator": "Gemm",
        "shape": [4, 3], "fanIn": 3, "fanOut": 4,
        "weight": ["mean": 0, "standardDeviation": 0.5, "scheme": "normal(0.5)"],
      ]
      if let value = predicted[index] {
        layer["predicted"] = [
          "output": ["mean": 0, "secondMoment": value, "relativeSpread": 0.1],
          "outputGradient": ["secondMoment": 2 * value],
        ]
      }
      if isMeasured {
        let value = ["mean": measured[index].mean, "standardError": measured[index].error]
        layer["measured"] = [
          "output": ["mean": ["mean": 0, "standardError": 0.25], "secondMoment": value],
          "outputGradient": ["secondMoment": value], "weightGradient": ["secondMoment": value],
        ]
      }
      return layer
    }
    let findings = [("hot-head", "error", name), ("random-bias", "note", name)].map {
      finding(rule: $0, severity: $1, place: $2)
    }
    return try decode([
      "schema": "onset.check/1",
      "model": ["path": "zoo/model.onnx", "parameters": 1_234_567, "operators": 9],
      "layers": layers, "healthy": false, "unknownOperators": ["Custom (\(name))"],
      "findings": findings + [finding(rule: "finite-width", severity: "warning", place: "model")],
    ])
  }

  /// Many layers with one number each.
  static func deepDocument(layers count: Int, value: (Int) -> Double) throws -> CheckDocument {
    try decode([
      "schema": "onset.check/1", "model": ["path": "m.onnx", "parameters": 1, "operators": 1],
      "layers": (0..<count).map { index in
        [
          "name": "blocks.\(index / 10).layer\(index)", "parameter": "w\(index)",
          "operator": "Conv", "shape": [1],
          "predicted": ["output": ["mean": 0, "secondMoment": value(index)]],
        ]
      }, "findings": [[String: Any]](), "healthy": true, "unknownOperators": [String](),
    ])
  }

  /// The page of a document, parsed.
  static func page(_ document: CheckDocument) throws -> MarkupDocument {
    try MarkupDocument(parsing: html(document))
  }

  /// The page of a document.
  static func html(_ document: CheckDocument) -> String {
    CheckPage(document, command: "onset check 'a b.onnx'", weights: "as found").html
  }

  private static func finding(rule: String, severity: String, place: String) -> [String: Any] {
    [
      "rule": rule, "severity": severity, "place": place, "message": "it is \(place)",
      "fix": "onset init \(place)",
    ]
  }

  private static func decode(_ object: [String: Any]) throws -> CheckDocument {
    try JSONDecoder().decode(
      CheckDocument.self, from: try JSONSerialization.data(withJSONObject: object))
  }
}
