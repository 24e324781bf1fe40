import OnsetTheory

/// Weights whose elements depend on each other, see ``WeightStructure``.
extension Field {
  /// Whether a map with these weights reads the field in pairs φ(u) and φ(−u), at opposite signs.
  func isPaired(by weight: TensorStatistics) -> Bool {
    weight.structure.contains(.mirroredInputs) && parts.allSatisfy(\.source.isMirrored)
  }

  /// Of pairs φ(u) and φ(−u) the odd part alone, at √2 of its size because both halves bring the same:
  /// what a map with mirrored inputs sees, as if its weights were independent.
  var oddPart: Field {
    var result = self
    result.parts = parts.map { part in
      let function = part.scalarFunction
      let reflected = function.composed(with: .affine(scale: -1, shift: 0))
      return Part(
        part.source, .general(0.5.squareRoot() * (function - reflected)), count: part.count)
    }
    return result
  }
}

extension TensorStatistics {
  /// The statistics without what mirrored inputs do, where that is in the field already.
  var unpaired: TensorStatistics {
    var result = self
    result.rowProduct = 0
    result.structure.remove(.mirroredInputs)
    return result
  }

  /// The statistics of the elements at the window's centre, where all others are zero.
  func atCentre(of taps: [AxisTaps]) -> TensorStatistics {
    let share = taps.reduce(1.0) { $0 * Double($1.joins.count) }
    var result = self
    result.mean *= share
    result.secondMoment *= share
    result.rowProduct *= share
    return result
  }
}

extension AxisTaps {
  /// The tap in the middle alone.
  var centre: AxisTaps {
    AxisTaps(inputs: inputs, outputs: outputs, joins: [joins[joins.count / 2]])
  }
}
