import Foundation
import OnsetCore
import OnsetModels
import Testing

/// The large models of a corpus folder, where the environment names one: `ONSET_CORPUS=/path swift test`.
@Suite(.enabled(if: Corpus.folder != nil)) struct CorpusTests {
  @Test(arguments: Corpus.files) func isReadInFull(file: String) throws {
    let model = try ONNXModel(contentsOf: "\(Corpus.folder ?? "")/\(file)")
    // Without the shapes that the exporter noted, so that inference stands alone.
    var bare = model.proto
    bare.graph.valueInfo.removeAll { $0.metadataProps.isEmpty }
    for index in bare.graph.valueInfo.indices { bare.graph.valueInfo[index].clearType() }
    for network in [try model.network(), try Network(bare, store: model)] {
      let accounted = network.parameters.map(\.initializerName) + network.constants.map(\.name)
      #expect(accounted.sorted() == model.initializers.map(\.name).sorted())
      for parameter in network.parameters {
        for use in parameter.uses {
          #expect(throws: Never.self) { try use.layout.check(parameter.shape) }
          #expect(use.role != .unrecognized, "\(parameter.name)")
        }
      }
      for value in network.values where value.dtype?.isFloatingPoint == true {
        let dimensions = try #require(value.dimensions, "\(value.name) has no rank")
        #expect(!dimensions.contains(nil) || file.contains("dynbatch"), "\(value.name)")
      }
      for node in network.operators {
        if case .unknown(_, let type) = node.operation { Issue.record("\(node.name) is a \(type)") }
      }
    }
  }
}

/// The corpus that the environment names.
enum Corpus {
  static let folder = ProcessInfo.processInfo.environment["ONSET_CORPUS"]

  static let files: [String] = {
    guard let folder, let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".onnx") }.sorted()
  }()
}
