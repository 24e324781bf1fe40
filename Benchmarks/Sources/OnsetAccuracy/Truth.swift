import Foundation

/// The part of a corpus model's `truth.json` that prediction is compared with.
struct Truth: Decodable {
  var layers: [Layer]
  var ensemble: Ensemble

  /// A layer and the tensor of the graph that it became.
  struct Layer: Decodable {
    var name: String
    var kind: String
    var onnx: Place?

    /// Where in the graph.
    struct Place: Decodable {
      var tensor: String?
      var node: String?
    }
  }

  /// Moments over seeds.
  struct Ensemble: Decodable {
    var seeds: [Int]
    var layers: [Measured]
  }

  /// One layer's moments over seeds.
  struct Measured: Decodable {
    var output_m2: Estimate?
    var grad_output_m2: Estimate?
  }

  /// A mean over seeds and the sample deviation.
  struct Estimate: Decodable {
    var mean: Double
    var std: Double
  }

  init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    self = try JSONDecoder().decode(Truth.self, from: data)
  }
}

/// The names of a corpus model's files.
struct Meta: Decodable {
  var inputs: [Port]
  var outputs: [Port]

  /// One input or output.
  struct Port: Decodable {
    var name: String
    var file: String?
    var cotangent: String?
  }

  init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    self = try JSONDecoder().decode(Meta.self, from: data)
  }
}
