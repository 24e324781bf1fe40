public import OnsetCore
public import OnsetModels
public import OnsetTensor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Interpreter {
  /// Computes the outputs as ``run(_:weights:observing:)`` does, and refuses results that are no numbers.
  ///
  /// - Throws: `OnsetError` that names the first operator, in execution order, whose result holds NaN, or
  ///   the input or weight that brought it in; and what `run` throws.
  public func runRefusingNaN(
    _ inputs: [String: Tensor], weights: [String: Tensor] = [:]
  ) throws -> [String: Tensor] {
    let outputs = try run(inputs, weights: weights)
    guard outputs.values.contains(where: \.containsNaN) else { return outputs }
    // Only now is it worth looking at every value.
    _ = try run(inputs, weights: weights) { id, tensor in
      guard tensor.containsNaN else { return tensor }
      let value = network.values[id]
      guard let producer = value.producer else {
        throw OnsetError(
          .invalidValue, "the tensor '\(value.name)' holds NaN", fix: "give numbers that are finite"
        )
      }
      throw OnsetError(
        .invalidValue,
        "the first result that is not a number comes out of \(network.operators[producer].operation.name)",
        at: network.operators[producer].name,
        fix: "scale the input or the weights down, or allow it with --allow-non-finite")
    }
    return outputs
  }

  /// Bytes of the tensors that are alive at the same time, at most, as far as their shapes are known.
  ///
  /// - Complexity: O(values).
  public var peakByteCount: Int {
    var (alive, peak) = (0, 0)
    var counted = Set<Network.ValueID>()
    for (place, index) in schedule.operators.enumerated() {
      let node = network.operators[index]
      for value in (node.inputs + node.outputs).compactMap({ $0 })
      where counted.insert(value).inserted {
        alive += byteCount(of: value)
      }
      peak = max(peak, alive)
      for value in schedule.released[place] { alive -= byteCount(of: value) }
    }
    return peak
  }

  /// Refuses a network whose tensors cannot all be in memory.
  ///
  /// - Throws: `OnsetError` with the number.
  public func checkMemory() throws {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let needed = peakByteCount
    guard machine > 0, needed > machine else { return }
    let gib = { (bytes: Int) in Double(bytes / (1 << 20)) / 1024 }
    throw OnsetError(
      .invalidArgument,
      "running the model takes at least \(gib(needed)) GiB, and this machine has \(gib(machine))",
      fix: "use a smaller batch or input")
  }

  private func byteCount(of value: Network.ValueID) -> Int {
    guard let shape = network.values[value].shape else { return 0 }
    let width = network.values[value].dtype?.computed?.byteCount ?? 4
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: width)
    // Far beyond any machine, and still safe to add up.
    return overflow ? 1 << 50 : min(bytes, 1 << 50)
  }
}

extension Tensor {
  /// Whether an element is NaN.
  var containsNaN: Bool {
    switch dtype {
    case .float32:
      UnsafeBufferPointer(start: pointer(Float.self), count: shape.count).contains { $0.isNaN }
    case .float64:
      UnsafeBufferPointer(start: pointer(Double.self), count: shape.count).contains { $0.isNaN }
    default: false
    }
  }
}
