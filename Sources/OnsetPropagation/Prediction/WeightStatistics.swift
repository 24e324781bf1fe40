public import OnsetCore
public import OnsetModels

/// The statistics of every parameter of a network: measured from a file, or those of a plan.
public struct WeightStatistics: Sendable {
  private var lookUp: @Sendable (Int, [Range<Int>]?) -> TensorStatistics?
  /// The statistics of stored tensors that are no parameters, by name.
  private var constants: [String: TensorStatistics] = [:]
  /// The elements of those that are small enough to be a mask.
  private var elements: [String: [Double]] = [:]
  /// The most elements of a stored tensor that are kept: a mask of 512 tokens.
  private static let keptElements = 1 << 18

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

  /// The same stored tensors with other statistics of the parameters, such as those of a plan.
  public func replacingParameters(
    _ lookUp: @escaping @Sendable (Int, [Range<Int>]?) -> TensorStatistics?
  ) -> WeightStatistics {
    var result = self
    result.lookUp = lookUp
    return result
  }

  /// The statistics of a stored tensor that is no parameter, such as a mask or a table of positions.
  func statistics(ofConstant name: String) -> TensorStatistics? { constants[name] }

  /// The elements of a stored tensor that is no parameter; `nil` for large ones.
  func elements(ofConstant name: String) -> [Double]? { elements[name] }

  /// The statistics of a region of a parameter.
  public func statistics(of parameter: Int, region: [Range<Int>]? = nil) -> TensorStatistics? {
    lookUp(parameter, region)
  }
}

extension WeightStatistics {
  /// The statistics of the weights as they are in a file, freed from sampling noise where they agree
  /// with what a usual scheme intends.
  ///
  /// - Parameters:
  ///   - network: The graph.
  ///   - store: The file with its initializers.
  /// - Throws: `OnsetError` where a tensor cannot be read.
  /// - Complexity: O(elements); the file is read once.
  public init(measuring network: Network, in store: some TensorStore) throws(OnsetError) {
    var whole: [TensorStatistics] = []
    var usual: [[Double]] = []
    var kept: [Int: MeasuredTensor] = [:]
    var masks: [String: [Double]] = [:]
    for (index, parameter) in network.parameters.enumerated() {
      let elements = try store.floats(of: parameter.initializerName)
      if elements.count <= Self.keptElements, elements.contains(where: { !$0.isFinite }) {
        // A mask: no weight holds infinities.
        masks[parameter.initializerName] = elements.map(Double.init)
      }
      let tensor = MeasuredTensor(elements, shape: Array(parameter.shape.dimensions))
      usual.append(MeasuredTensor.usualMoments(of: parameter, in: network))
      let moments = MeasuredTensor.denoised(
        tensor.statistics, count: elements.count, usual: usual[index])
      whole.append(tensor.structured(moments, of: parameter))
      if tensor.isWorthKeeping(parameter) { kept[index] = tensor }
    }
    let (statistics, tensors, candidates) = (whole, kept, usual)
    self.init { parameter, region in
      guard statistics.indices.contains(parameter) else { return nil }
      guard let region, let tensor = tensors[parameter],
        let measured = tensor.statistics(of: region)
      else { return statistics[parameter] }
      return MeasuredTensor.denoised(
        measured, count: region.reduce(1) { $0 * $1.count }, usual: candidates[parameter])
    }
    elements = masks
    for constant in network.constants where constant.dtype.isFloatingPoint {
      let numbers = try store.floats(of: constant.name)
      constants[constant.name] = TensorStatistics(measuring: numbers)
      if numbers.count <= Self.keptElements {
        elements[constant.name] = numbers.map(Double.init)
      }
    }
  }
}
