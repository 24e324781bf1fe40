import OnsetCore
import OnsetRandom
import Testing

@Suite struct TruncatedNormalMomentsTests {
  /// By `mpmath` with 50 digits, from the closed forms.
  static let golden: [(bounds: ClosedRange<Double>, numbers: [Double])] = [
    (
      -2...2,
      [0.95449973610364159, 0.022750131948179207, 0.022750131948179207, 0, 0.87962566103423975]
    ),
    (
      -3...3,
      [0.99730020393673981, 0.0013498980316300945, 0.0013498980316300945, 0, 0.98657839255810862]
    ),
    (
      -0.5...0.5,
      [0.38292492254802621, 0.3085375387259869, 0.3085375387259869, 0, 0.28388229004432752]
    ),
    (
      -1...3,
      [
        0.83999484803691285, 0.15865525393145705, 0.0013498980316300945, 0.28278611072715401,
        0.784946963404426,
      ]
    ),
    (0...(.infinity), [0.5, 0.5, 0, 0.79788456080286536, 0.60281027498908697]),
    (
      -.infinity...(-5),
      [2.8665157187919391e-7, 0, 0.99999971334842812, -5.1865039671258421, 0.18082155462530518]
    ),
    (
      5...6,
      [
        2.8566498423415621e-7, 0.99999971334842812, 9.8658764503769814e-10, 5.1831470904771735,
        0.17161710511625307,
      ]
    ),
    (10...(.infinity), [7.6198530241605261e-24, 1.0, 0, 10.098093233962512, 0.097187333668828785]),
    (
      9...9.0625,
      [
        4.9111694654158462e-20, 1.0, 6.3747145941225602e-20, 9.0283260105404582,
        0.017898589726292575,
      ]
    ),
    (-100...100, [1.0, 0, 0, 0, 1.0]),
    (
      1...1.0009765625,
      [
        0.00023618415504891354, 0.84134474606854295, 0.15841906977640814, 1.000488201738339,
        0.00028190929991911277,
      ]
    ),
  ]

  @Test(arguments: golden)
  func moments(bounds: ClosedRange<Double>, numbers: [Double]) throws {
    let moments = try TruncatedNormalMoments(bounds: bounds)
    let found = [
      moments.probability, moments.probabilityBelow, moments.probabilityAbove, moments.mean,
      moments.standardDeviation,
    ]
    for (value, expected) in zip(found, numbers) {
      #expect(abs(value - expected) <= 2e-14 * abs(expected))
    }
  }

  @Test func mirrorImages() throws {
    let right = try TruncatedNormalMoments(bounds: 0.25...3)
    let left = try TruncatedNormalMoments(bounds: -3...(-0.25))
    #expect(right.mean == -left.mean)
    #expect(right.standardDeviation == left.standardDeviation)
    #expect(right.probabilityAbove == left.probabilityBelow)
  }

  @Test(
    arguments: [1...1, 11...12, -40...(-10.5), .infinity...(.infinity)] as [ClosedRange<Double>])
  func impossibleBounds(bounds: ClosedRange<Double>) {
    #expect(throws: OnsetError.self) { try TruncatedNormalMoments(bounds: bounds) }
  }

  @Test func theMessageNamesTheBounds() {
    let error = #expect(throws: OnsetError.self) { try TruncatedNormalMoments(bounds: 11...12) }
    #expect(error?.code == .invalidValue)
    #expect(error?.description.contains("11.0...12.0") == true)
  }
}
