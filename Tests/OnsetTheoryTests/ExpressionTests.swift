import OnsetCore
import OnsetTheory
import Testing

/// Formulas: the functions they stand for, their kinks, and what is wrong with the others.
@Suite struct ExpressionTests {
  @Test(arguments: [
    ("x*sigmoid(1.702*x)", "quick_gelu"), ("x * sigmoid(x)", "silu"), ("x/(1+exp(-x))", "silu"),
    ("max(0, x)", "relu"), ("x > 0 ? x : 0", "relu"), ("(x + abs(x)) / 2", "relu"),
    ("where(x > 0, x, exp(x) - 1)", "elu_1"), ("min(6, max(0, x))", "relu6"),
    ("clip(x, -1, 1)", "hard_tanh"), ("x*relu6(x+3)/6", "hard_swish"),
    ("0.5*x*(1+erf(x/sqrt(2)))", "gelu"), ("x*Phi(x)", "gelu"),
    ("0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))", "gelu_tanh"),
    ("x*tanh(log(1+exp(x)))", "mish"), ("x*tanh(softplus(x))", "mish"),
    ("x/(1+abs(x))", "softsign"), ("exp(-x^2)", "gaussian"), ("e^(-x*x)", "gaussian"),
    ("x + sin(x)^2", "snake_1"), ("max(0,x)**2", "relu_squared"),
    ("leaky_relu(x, 0.2)", "leaky_relu_0.2"),
    ("max(x, 0.2*x)", "leaky_relu_0.2"), ("sign(x)*max(abs(x)-0.5, 0)", "soft_shrink_0.5"),
    ("(x > 1) * x", "thresholded_relu_1"), ("-log(1 + exp(-x))", "log_sigmoid"),
    ("(x + sqrt(x^2 + 4)) / 2", "squareplus"), ("1.7159*tanh(2*x/3)", "lecun_tanh"),
    ("elu(x, 1)", "elu_1"), ("pow(x, 3)", "cube"), ("x - tanh(x)", "tanh_shrink"),
    ("x", "linear"), ("--x", "linear"), ("2^(x/log(2)*0) * sin(30*x)", "sin_30"),
  ])
  func aFormulaIsTheFunctionItStandsFor(expression: String, name: String) throws {
    let activation = try Activation(expression: expression)
    let reference = try Activation.named(name)
    for x in [-3.7, -1.3, -0.4, 0.2, 0.8, 1.9, 4.1] {
      #expect(abs(activation(x) - reference(x)) < 1e-13 * max(1, abs(reference(x))))
      #expect(
        abs(activation.derivative(x) - reference.derivative(x))
          < 1e-12 * max(1, abs(reference.derivative(x))))
    }
    let (moments, expected) = (
      activation.moments(secondMoment: 1), reference.moments(secondMoment: 1)
    )
    #expect(relativeError(moments.secondMoment, expected.secondMoment) < 1e-12)
    #expect(relativeError(moments.derivativeSecondMoment, expected.derivativeSecondMoment) < 1e-12)
    #expect(activation.parity == reference.parity)
    #expect(activation.homogeneity == reference.homogeneity)
    #expect(activation.jumps.map(\.place) == reference.jumps.map(\.place))
  }

  @Test(arguments: [
    ("x*sigmod(x)", "there is no function 'sigmod', at character 3"),
    ("x*sigmoid(x", "')' is expected before the end, at character 12"),
    ("x +", "the expression ends too early, at character 4"), ("", "ends too early"),
    ("x*y", "there is no variable 'y', at character 3"), ("3 + 4", "does not depend on x"),
    ("tanh", "'tanh' needs arguments"), ("x $ 2", "'$' at character 3"),
    ("1.2.3*x", "'1.2.3' at character 1 is not a number"), ("max(x)) ", "')' is out of place"),
    ("2 x", "'x' is out of place, at character 3"), ("where(x, 1, 2)", "is no comparison"),
    ("sin(x, 2)", "sin takes 1 argument, not 2"), ("elu(x, x)", "are not numbers"),
    ("log(x)", "not finite at x = -8"), ("1/x", "not finite at x = 0"),
    ("sqrt(x)", "not finite at x = -8"), ("exp(x^4)", "not finite"),
    (String(repeating: "(", count: 200) + "x" + String(repeating: ")", count: 200), "nested"),
    (String(repeating: "x+", count: 2000) + "x", "characters"),
    ("x^^2", "'^' is out of place"), ("()", "')' is out of place"), ("1e400*x", "not a number"),
  ])
  func aMistakeIsNamedWithItsPlace(expression: String, message: String) {
    let error = #expect(throws: OnsetError.self) { try Activation(expression: expression) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func aTextIsANameOrAFormula() throws {
    #expect(try Activation.reading("leaky-relu(0.2)").name == "leaky_relu_0.2")
    #expect(try Activation.reading("x*sigmoid(x)").name == "x*sigmoid(x)")
    #expect(try Activation.reading("GELU").name == "gelu")
    let error = #expect(throws: OnsetError.self) { try Activation.reading("gelv") }
    #expect(error?.description.contains("gelu") == true)
  }

  /// Each of these has an infinite or unreachable second moment: poles, slopes that are infinite at a
  /// corner (E[1/|z|] of √|z|), growth beyond e^{z²/4}, oscillations without end.
  @Test(arguments: [
    ("tan(x)", "E[φ(z)²]"), ("1/(x-0.3)", "E[φ(z)²]"), ("exp(x^2)", "E[φ(z)²]"),
    ("exp(x^2/4.1)", "E[φ′(z)²]"), ("abs(x)^0.5", "E[φ′(z)²]"), ("log(abs(x))", "E[φ′(z)²]"),
    ("sin(1/x)", "E[φ(z)²]"), ("floor(20*x)", "corners and jumps"),
  ])
  func aFunctionWithoutMomentsIsRefused(expression: String, message: String) {
    let error = #expect(throws: OnsetError.self) { try Activation(expression: expression) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  /// E[|z|^{3/2}] = 2^{3/4} Γ(5/4)/√π, and E[φ′²] = 9/16 E[|z|^{−1/2}] = 9/16 · 2^{−1/4} Γ(1/4)/√π: an
  /// infinite slope at zero that has a second moment; E[φ′⁴] has none.
  @Test func aSingularityWithMomentsIsIntegrated() throws {
    let moments = try Activation(expression: "abs(x)^0.75").moments(secondMoment: 1)
    #expect(abs(moments.secondMoment - 0.8600399873245198) < 1e-8)
    #expect(abs(moments.derivativeSecondMoment - 0.9675449857400846) < 1e-6)
    #expect(moments.derivativeFourthMoment == .infinity)
  }

  @Test(arguments: ["", "  ", "0", "1"])
  func nothingAndConstantsAreNoActivation(text: String) {
    let error = #expect(throws: OnsetError.self) { try Activation.reading(text) }
    #expect(error?.description.contains("erf") == false)
  }

  /// Random texts of the right alphabet are read or refused, never anything else.
  @Test func randomTextsDoNotCrash() {
    let words = [
      "x", "(", ")", "+", "-", "*", "/", "^", ",", "max", "relu", "2", ".5", "<", "?", ":", "exp",
      "where",
    ]
    var state: UInt64 = 7
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += words[Int((state >> 33) % UInt64(words.count))]
      }
      _ = try? Activation(expression: text)
    }
  }
}
