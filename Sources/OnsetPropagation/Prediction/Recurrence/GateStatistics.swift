/// The statistics of one gate of a recurrent cell.
struct GateStatistics {
  /// E[w²] of the input and of the hidden weights.
  var input = 0.0
  var hidden = 0.0
  /// The biases on the input and on the hidden side.
  var inputBias = TensorStatistics(mean: 0, secondMoment: 0)
  var hiddenBias = TensorStatistics(mean: 0, secondMoment: 0)

  /// The sum of both biases.
  var bias: TensorStatistics {
    TensorStatistics(
      mean: inputBias.mean + hiddenBias.mean,
      secondMoment: inputBias.secondMoment + hiddenBias.secondMoment
        + 2 * inputBias.mean * hiddenBias.mean)
  }
}
