extension ScalarFunction {
  /// Where to split an integral over z for x = mean + deviation · z: at the features of the function,
  /// and, where the Gaussian is wide, ever more coarsely around them, so that a bend a thousandth as
  /// wide as the Gaussian is seen.
  func splits(mean: Double, deviation: Double) -> [Double] {
    var places: [Double] = []
    for feature in features {
      places.append(feature)
      var distance = 0.5
      while distance < abs(deviation) {
        places.append(feature - distance)
        places.append(feature + distance)
        distance *= 2
      }
    }
    return places.map { ($0 - mean) / deviation }
  }
}
