import OnsetCore
import OnsetModels

/// What the elements of one stored tensor look like.
struct WeightProfile: Hashable, Sendable {
  /// One gate, group or packed part of a weight.
  struct Block: Hashable, Sendable {
    /// What the block is, such as `forget`.
    var name: String
    /// E[w].
    var mean: Double
    /// E[w²].
    var secondMoment: Double
    /// Inputs of one output of the block.
    var columns: Int
  }

  /// The number of elements.
  var count: Int
  /// E[w] of the finite elements.
  var mean: Double
  /// √Var[w] of the finite elements.
  var standardDeviation: Double
  /// E[(w − E[w])⁴] / Var[w]²: 3 for a normal, 1.8 for a uniform distribution; 0 for a constant.
  var kurtosis: Double
  /// The largest |w|.
  var largest: Double
  /// The index of the first element that is NaN or infinite.
  var firstNonFinite: Int?
  /// A hash of all elements' bits.
  var digest: UInt64
  /// Whether all outputs of a matrix have the same weights.
  var hasEqualUnits: Bool
  /// Gates, groups and packed parts; the whole where there are none.
  var blocks: [Block]
  /// The gain g of a matrix with W Wᵀ = g²·1 or Wᵀ W = g²·1; `nil` where it is none.
  var orthogonalGain: Double?
  /// The scheme that a plan will draw from; `nil` for weights as found.
  var plannedScheme: String?

  /// E[w²].
  var secondMoment: Double { mean * mean + standardDeviation * standardDeviation }
  /// Whether every element is the same number.
  var isConstant: Bool { standardDeviation == 0 }
}

extension WeightProfile {
  /// Measures the elements of a parameter, as they are stored.
  ///
  /// - Complexity: O(elements).
  init(measuring elements: [Float], of parameter: Parameter) {
    var sum = 0.0
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    var finite = 0
    var firstNonFinite: Int?
    var largest: Float = 0
    for (index, element) in elements.enumerated() {
      digest = (digest ^ UInt64(element.bitPattern)) &* 0x0000_0100_0000_01B3
      guard element.isFinite else {
        firstNonFinite = firstNonFinite ?? index
        continue
      }
      finite += 1
      sum += Double(element)
      largest = max(largest, abs(element))
    }
    let mean = finite == 0 ? 0 : sum / Double(finite)
    var second = 0.0
    var fourth = 0.0
    for element in elements where element.isFinite {
      let square = (Double(element) - mean) * (Double(element) - mean)
      second += square
      fourth += square * square
    }
    let scale = Double(max(1, finite))
    // Elements that are all equal leave a deviation of rounding only.
    let isConstant = elements.allSatisfy { $0 == elements.first }
    let variance = isConstant ? 0 : second / scale
    let matrices = MatrixProfile(elements, parameter)
    self.init(
      count: elements.count, mean: isConstant ? Double(elements.first ?? 0) : mean,
      standardDeviation: variance.squareRoot(),
      kurtosis: variance > 0 ? fourth / scale / (variance * variance) : 0,
      largest: Double(largest), firstNonFinite: firstNonFinite, digest: digest,
      hasEqualUnits: matrices.hasEqualUnits, blocks: matrices.blocks,
      orthogonalGain: isConstant ? nil : matrices.orthogonalGain)
  }
}
