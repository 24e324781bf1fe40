import OnsetCore
import OnsetModels
import OnsetPropagation

/// The weights that a check judges: those of a file, or those that a plan will draw.
struct CheckedWeights {
  /// One profile per parameter; `nil` for what is not a floating-point number.
  let profiles: [WeightProfile?]
  /// What prediction reads.
  let statistics: WeightStatistics

  /// Reads the weights of a file; with a plan, what it initializes is described instead of read.
  ///
  /// - Throws: `OnsetError` when a tensor cannot be read, or a scheme does not fit its tensor.
  /// - Complexity: O(elements).
  init(_ network: Network, store: some TensorStore, plan: Plan?) throws(OnsetError) {
    let entries = Dictionary(
      (plan?.entries ?? []).map { ($0.initializerName, $0) },
      uniquingKeysWith: { first, _ in first })
    var profiles: [WeightProfile?] = []
    var planned: [Int: PlannedWeight] = [:]
    for (index, parameter) in network.parameters.enumerated() {
      if let weight = entries[parameter.initializerName].flatMap(PlannedWeight.init) {
        planned[index] = weight
        profiles.append(try weight.profile())
      } else if parameter.dtype.isFloatingPoint {
        let elements = try store.floats(of: parameter.initializerName)
        profiles.append(WeightProfile(measuring: elements, of: parameter))
      } else {
        profiles.append(nil)
      }
    }
    self.profiles = profiles
    let found = try WeightStatistics(measuring: network, in: store)
    let weights = planned
    let broken = Set(profiles.indices.filter { profiles[$0]?.firstNonFinite != nil })
    statistics = found.replacingParameters { parameter, region in
      guard !broken.contains(parameter) else { return nil }
      guard let weight = weights[parameter] else {
        return found.statistics(of: parameter, region: region)
      }
      return try? weight.statistics(region: region)
    }
  }
}
