import OnsetModels

/// A tensor's elements with their statistics, whole and by region.
struct MeasuredTensor: Sendable {
  let elements: [Float]
  private let shape: [Int]
  /// The statistics of the whole tensor.
  let statistics: TensorStatistics

  init(_ elements: [Float], shape: [Int]) {
    self.elements = elements
    self.shape = shape
    statistics = TensorStatistics(measuring: elements)
  }

  /// Whether a region of the tensor may be asked for: packed gates, and small tensors.
  func isWorthKeeping(_ parameter: Parameter) -> Bool {
    elements.count <= 1 << 16
      || parameter.uses.contains { use in
        switch use.role {
        case .recurrentInputKernel, .recurrentHiddenKernel: true
        default: false
        }
      }
  }

  /// The statistics of a range of each axis; axes that are left out count whole.
  func statistics(of region: [Range<Int>]) -> TensorStatistics? {
    guard region.count <= shape.count,
      zip(region, shape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 && !$0.isEmpty })
    else { return nil }
    var places = [0]
    for (axis, extent) in shape.enumerated() {
      let range = axis < region.count ? region[axis] : 0..<extent
      places = places.flatMap { base in range.map { base * extent + $0 } }
    }
    return TensorStatistics(measuring: places.map { elements[$0] })
  }
}
