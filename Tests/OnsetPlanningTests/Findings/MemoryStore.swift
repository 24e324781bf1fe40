import OnsetCore
import OnsetModels

/// Tensors that a test makes up, as if they were in a file.
struct MemoryStore: TensorStore {
  let path = "model.onnx"
  private(set) var tensors: [TensorDescription] = []
  private var stored: [String: StoredTensor] = [:]

  /// Adds a float32 tensor.
  mutating func add(_ name: String, _ shape: Shape, _ elements: [Float]) throws {
    let description = try TensorDescription(name: name, dtype: .float32, shape: shape)
    let bytes = elements.flatMap { element in
      withUnsafeBytes(of: element.bitPattern.littleEndian) { Array($0) }
    }
    tensors.append(description)
    stored[name] = StoredTensor(
      description, location: .decoded, source: .memory(bytes), path: path)
  }

  func tensor(named name: String) throws(OnsetError) -> StoredTensor {
    guard let tensor = stored[name] else { throw missingTensor(name) }
    return tensor
  }
}
