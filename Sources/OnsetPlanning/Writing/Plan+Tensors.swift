import OnsetCore
import OnsetModels
public import OnsetTensor

extension Plan {
  /// The tensors that the plan initializes, drawn in memory: by the initializer's name in the file and in
  /// its orientation, the same bits as ``InitialWeightsWriter`` writes for float32.
  ///
  /// - Parameter seed: The seed of the streams; the plan's own when left out.
  /// - Throws: `OnsetError` when a scheme does not fit its tensor or memory does not suffice.
  /// - Complexity: O(elements) time and memory.
  public func tensors(seed: UInt64? = nil) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for entry in entries {
      guard let sampler = EntrySampler(entry, seed: seed ?? self.seed, threads: nil) else {
        continue
      }
      let values = try sampler.values()
      func tensor(isTransposed: Bool) throws -> Tensor {
        isTransposed
          ? try Tensor(values.transposed(as: entry.shape), shape: entry.shape.transposed)
          : try Tensor(values, shape: entry.shape)
      }
      tensors[entry.initializerName] = try tensor(isTransposed: entry.isStoredTransposed)
      for copy in entry.copies {
        tensors[copy.initializerName] = try tensor(
          isTransposed: entry.isStoredTransposed != copy.isTransposed)
      }
    }
    return tensors
  }
}
