public import OnsetCore
public import OnsetModels

/// The statistics of every parameter of a network: measured from a file, or those of a plan.
public struct WeightStatistics: Sendable {
  private let lookUp: @Sendable (Int, [Range<Int>]?) -> TensorStatistics?

  /// Makes statistics from a rule.
  ///
  /// - Parameter lookUp: From the index in ``Network/parameters`` and a region of the stored tensor (a
  ///   range of each axis; `nil` for all of it) to the region's statistics, or `nil` where they are not
  ///   known.
  public init(_ lookUp: @escaping @Sendable (Int, [Range<Int>]?) -> TensorStatistics?) {
    self.lookUp = lookUp
  }

  /// Statistics per whole parameter.
  public init(_ statistics: [TensorStatistics?]) {
    self.init { parameter, _ in
      statistics.indices.contains(parameter) ? statistics[parameter] : nil
    }
  }

  /// The statistics of a region of a parameter.
  public func statistics(of parameter: Int, region: [Range<Int>]? = nil) -> TensorStatistics? {
    lookUp(parameter, region)
  }
}

extension WeightStatistics {
  /// The statistics of the weights as they are in a file.
  ///
  /// - Parameters:
  ///   - network: The graph.
  ///   - store: The file with its initializers.
  /// - Throws: ``OnsetError`` where a tensor cannot be read.
  /// - Complexity: O(elements); the file is read once.
  public init(measuring network: Network, in store: some TensorStore) throws(OnsetError) {
    var whole: [TensorStatistics] = []
    var kept: [Int: MeasuredTensor] = [:]
    for (index, parameter) in network.parameters.enumerated() {
      let elements = try store.floats(of: parameter.initializerName)
      let tensor = MeasuredTensor(elements, shape: Array(parameter.shape.dimensions))
      whole.append(tensor.statistics)
      if tensor.isWorthKeeping(parameter) { kept[index] = tensor }
    }
    let (statistics, tensors) = (whole, kept)
    self.init { parameter, region in
      guard statistics.indices.contains(parameter) else { return nil }
      return region.flatMap { tensors[parameter]?.statistics(of: $0) } ?? statistics[parameter]
    }
  }
}
