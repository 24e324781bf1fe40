import Foundation
import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTensor
import Testing

/// Models of many operators against what ONNX Runtime computed; `Fixtures/generate.py` made both.
@Suite struct GoldenModelTests {
  @Test(arguments: [
    ("recurrent", 2e-6), ("images", 1e-5), ("tokens", 1e-5), ("halves", 2e-3),
  ])
  func outputsAreThoseOfONNXRuntime(name: String, tolerance: Double) throws {
    let (network, file, arrays) = try fixture(name)
    let names = network.inputs.map { network.values[$0].name }
    var inputs: [String: Tensor] = [:]
    for name in names { inputs[name] = try Tensor(arrays.tensor(named: name)) }
    let outputs = try Interpreter(network, store: file, mode: .evaluation).run(inputs)

    #expect(outputs.count == arrays.tensors.count - inputs.count)
    for description in arrays.tensors where !names.contains(description.name) {
      let expected = try Tensor(arrays.tensor(named: description.name))
      let found = try #require(outputs[description.name])
      #expect(found.shape == expected.shape, "\(description.name)")
      #expect(found.dtype == expected.dtype, "\(description.name)")
      let scale = max(1, expected.numbers.filter(\.isFinite).map(abs).max() ?? 1)
      let isClose = zip(found.numbers, expected.numbers).allSatisfy { found, expected in
        found == expected || abs(found - expected) <= tolerance * scale
          || (found.isNaN && expected.isNaN)
      }
      #expect(isClose, "\(description.name): \(found.numbers) instead of \(expected.numbers)")
    }
  }

  private func fixture(_ name: String) throws -> (Network, ONNXModel, SafetensorsFile) {
    let folder = try #require(
      Bundle.module.url(forResource: "execution", withExtension: nil, subdirectory: "Fixtures"))
    let file = try ONNXModel(contentsOf: folder.appendingPathComponent("\(name).onnx").path)
    let arrays = try SafetensorsFile(
      contentsOf: folder.appendingPathComponent("\(name).safetensors").path)
    return (try file.network(), file, arrays)
  }
}
