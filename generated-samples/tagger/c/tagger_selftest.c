/* Self-test of tagger: known inputs must give known outputs, max |a - b| <= 0.0001 max |b|. Returns 0 when it passes. */
#include "tagger.h"

#ifndef AOT_SELFTEST_NO_STDIO
#include <stdio.h>
#endif

static _Alignas(64) unsigned char arena[1856];

/* batch=1 seq=4 */
static const float golden_words_batch1_seq4[] = {
  -0.52708894f, -0.26145867f, 0.008484065f, 0.40976653f, -0.8989127f, -0.2609633f, 0.5495259f, 0.112377144f,
  -0.96701354f, 0.2784921f, -0.4990977f, -0.15524447f, 0.18138039f, 0.67386734f, -0.52984816f, 0.9616919f,
  0.72177416f, -0.34624898f, 0.36520544f, 0.06291822f, -0.568116f, -0.7909315f, -0.8589098f, -0.36223862f,
  -0.7403698f, 0.41449285f, 0.1657742f, -0.24137513f, -0.47410402f, 0.5018095f, 0.86140186f, -0.6454519f,
};
static const float golden_weight_batch1_seq4[] = {
  -0.52631384f, -0.080051124f, -0.6220994f, 0.48379925f,
};
static const float golden_tags_batch1_seq4[] = {
  -0.65227216f, -0.5762604f, 0.5574887f, 0.7696067f, -0.36827284f, -0.23685977f, 0.46012002f, 1.5235335f,
  0.23331337f, 0.6570246f, -0.9770745f, -0.15333387f, 0.30334833f, 0.30777216f, -0.41675067f, -0.36855152f,
  -0.2856236f, 0.5471712f, 0.45302185f, 0.18039784f,
};
static const float golden_sentence_batch1_seq4[] = {
  -0.10624207f, -0.43567696f, -0.9222482f, 0.49136475f, -0.41622737f,
};
static _Alignas(64) float out_tags_batch1_seq4[20];
static _Alignas(64) float out_sentence_batch1_seq4[5];

static int test_batch1_seq4(void) {
  const struct tagger_dims dims = { .batch = 1, .seq = 4 };
  const struct tagger_inputs inputs = {
    .words = golden_words_batch1_seq4,
    .weight = golden_weight_batch1_seq4,
  };
  const struct tagger_outputs outputs = {
    .tags = out_tags_batch1_seq4,
    .sentence = out_sentence_batch1_seq4,
  };
  int failed = 0;
  const void *const weights = NULL;
  const int status = tagger_run(&dims, &inputs, &outputs, weights, arena);
  if (status != TAGGER_OK) return 10 + status;
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 20; i++) {
      const double a = (double)out_tags_batch1_seq4[i], b = (double)golden_tags_batch1_seq4[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=1 seq=4: tags: max error %g of %g\n", error, largest);
#endif
  }
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 5; i++) {
      const double a = (double)out_sentence_batch1_seq4[i], b = (double)golden_sentence_batch1_seq4[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=1 seq=4: sentence: max error %g of %g\n", error, largest);
#endif
  }
  return failed;
}

/* batch=1 seq=6 */
static const float golden_words_batch1_seq6[] = {
  -0.52708894f, -0.26145867f, 0.008484065f, 0.40976653f, -0.8989127f, -0.2609633f, 0.5495259f, 0.112377144f,
  -0.96701354f, 0.2784921f, -0.4990977f, -0.15524447f, 0.18138039f, 0.67386734f, -0.52984816f, 0.9616919f,
  0.72177416f, -0.34624898f, 0.36520544f, 0.06291822f, -0.568116f, -0.7909315f, -0.8589098f, -0.36223862f,
  -0.7403698f, 0.41449285f, 0.1657742f, -0.24137513f, -0.47410402f, 0.5018095f, 0.86140186f, -0.6454519f,
  -0.33169794f, 0.9664831f, -0.22283016f, 0.096094355f, -0.06775355f, 0.98867863f, 0.7500938f, 0.4228164f,
  0.9154602f, 0.94998443f, -0.6900844f, -0.2554495f, 0.37232897f, -0.6729106f, -0.0155991195f, -0.6522115f,
};
static const float golden_weight_batch1_seq6[] = {
  -0.52631384f, -0.080051124f, -0.6220994f, 0.48379925f, 0.43401977f, -0.76554155f,
};
static const float golden_tags_batch1_seq6[] = {
  -0.31229365f, -0.55043936f, 0.32745987f, 0.6958617f, -0.2471087f, 0.28411224f, 0.5882025f, 0.94624054f,
  0.08834644f, 0.47384447f, -0.70972866f, 0.045369f, -0.08793005f, 0.19630226f, -0.48310515f, -0.17301914f,
  -0.27219242f, 0.39515495f, 0.41294262f, 0.26324943f, 0.4615613f, -0.10135234f, -0.08821195f, 0.4015787f,
  0.31599712f, 0.16009194f, -0.08450065f, 0.07783604f, 0.32664663f, 0.19655389f,
};
static const float golden_sentence_batch1_seq6[] = {
  -0.2636812f, -0.29229042f, -0.8178242f, 0.35201296f, -0.22629221f,
};
static _Alignas(64) float out_tags_batch1_seq6[30];
static _Alignas(64) float out_sentence_batch1_seq6[5];

static int test_batch1_seq6(void) {
  const struct tagger_dims dims = { .batch = 1, .seq = 6 };
  const struct tagger_inputs inputs = {
    .words = golden_words_batch1_seq6,
    .weight = golden_weight_batch1_seq6,
  };
  const struct tagger_outputs outputs = {
    .tags = out_tags_batch1_seq6,
    .sentence = out_sentence_batch1_seq6,
  };
  int failed = 0;
  const void *const weights = NULL;
  const int status = tagger_run(&dims, &inputs, &outputs, weights, arena);
  if (status != TAGGER_OK) return 10 + status;
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 30; i++) {
      const double a = (double)out_tags_batch1_seq6[i], b = (double)golden_tags_batch1_seq6[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=1 seq=6: tags: max error %g of %g\n", error, largest);
#endif
  }
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 5; i++) {
      const double a = (double)out_sentence_batch1_seq6[i], b = (double)golden_sentence_batch1_seq6[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=1 seq=6: sentence: max error %g of %g\n", error, largest);
#endif
  }
  return failed;
}

/* batch=2 seq=4 */
static const float golden_words_batch2_seq4[] = {
  -0.52708894f, -0.26145867f, 0.008484065f, 0.40976653f, -0.8989127f, -0.2609633f, 0.5495259f, 0.112377144f,
  -0.96701354f, 0.2784921f, -0.4990977f, -0.15524447f, 0.18138039f, 0.67386734f, -0.52984816f, 0.9616919f,
  0.72177416f, -0.34624898f, 0.36520544f, 0.06291822f, -0.568116f, -0.7909315f, -0.8589098f, -0.36223862f,
  -0.7403698f, 0.41449285f, 0.1657742f, -0.24137513f, -0.47410402f, 0.5018095f, 0.86140186f, -0.6454519f,
  -0.33169794f, 0.9664831f, -0.22283016f, 0.096094355f, -0.06775355f, 0.98867863f, 0.7500938f, 0.4228164f,
  0.9154602f, 0.94998443f, -0.6900844f, -0.2554495f, 0.37232897f, -0.6729106f, -0.0155991195f, -0.6522115f,
  0.1842293f, 0.7436627f, -0.3387221f, -0.9616218f, 0.90213186f, -0.5383132f, 0.6630664f, -0.94819885f,
  -0.23228091f, -0.90650654f, -0.30895254f, -0.7377203f, 0.6192694f, -0.18424666f, -0.70537615f, 0.22196129f,
};
static const float golden_weight_batch2_seq4[] = {
  -0.52631384f, -0.080051124f, -0.6220994f, 0.48379925f, 0.43401977f, -0.76554155f, -0.5884f, -0.055316936f,
};
static const float golden_tags_batch2_seq4[] = {
  -0.65227216f, -0.5762604f, 0.5574887f, 0.7696067f, -0.36827284f, -0.23685977f, 0.46012002f, 1.5235335f,
  0.23331337f, 0.6570246f, -0.9770745f, -0.15333387f, 0.30334833f, 0.30777216f, -0.41675067f, -0.36855152f,
  -0.2856236f, 0.5471712f, 0.45302185f, 0.18039784f, 0.9637445f, 0.39618096f, -0.18807524f, 0.25789344f,
  0.30001247f, 0.12029406f, 0.124697655f, -0.062403753f, 0.1670048f, 0.22263348f, -0.3748279f, -0.30832347f,
  0.56543094f, 0.3750615f, 0.25750494f, 0.41482738f, -0.16435415f, 0.91900367f, 0.0802066f, 0.3674608f,
};
static const float golden_sentence_batch2_seq4[] = {
  -0.10624207f, -0.43567696f, -0.9222482f, 0.49136475f, -0.41622737f, 0.33984092f, -0.4000633f, -0.20656681f,
  0.359854f, -0.31166986f,
};
static _Alignas(64) float out_tags_batch2_seq4[40];
static _Alignas(64) float out_sentence_batch2_seq4[10];

static int test_batch2_seq4(void) {
  const struct tagger_dims dims = { .batch = 2, .seq = 4 };
  const struct tagger_inputs inputs = {
    .words = golden_words_batch2_seq4,
    .weight = golden_weight_batch2_seq4,
  };
  const struct tagger_outputs outputs = {
    .tags = out_tags_batch2_seq4,
    .sentence = out_sentence_batch2_seq4,
  };
  int failed = 0;
  const void *const weights = NULL;
  const int status = tagger_run(&dims, &inputs, &outputs, weights, arena);
  if (status != TAGGER_OK) return 10 + status;
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 40; i++) {
      const double a = (double)out_tags_batch2_seq4[i], b = (double)golden_tags_batch2_seq4[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=2 seq=4: tags: max error %g of %g\n", error, largest);
#endif
  }
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 10; i++) {
      const double a = (double)out_sentence_batch2_seq4[i], b = (double)golden_sentence_batch2_seq4[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=2 seq=4: sentence: max error %g of %g\n", error, largest);
#endif
  }
  return failed;
}

/* batch=2 seq=6 */
static const float golden_words_batch2_seq6[] = {
  -0.52708894f, -0.26145867f, 0.008484065f, 0.40976653f, -0.8989127f, -0.2609633f, 0.5495259f, 0.112377144f,
  -0.96701354f, 0.2784921f, -0.4990977f, -0.15524447f, 0.18138039f, 0.67386734f, -0.52984816f, 0.9616919f,
  0.72177416f, -0.34624898f, 0.36520544f, 0.06291822f, -0.568116f, -0.7909315f, -0.8589098f, -0.36223862f,
  -0.7403698f, 0.41449285f, 0.1657742f, -0.24137513f, -0.47410402f, 0.5018095f, 0.86140186f, -0.6454519f,
  -0.33169794f, 0.9664831f, -0.22283016f, 0.096094355f, -0.06775355f, 0.98867863f, 0.7500938f, 0.4228164f,
  0.9154602f, 0.94998443f, -0.6900844f, -0.2554495f, 0.37232897f, -0.6729106f, -0.0155991195f, -0.6522115f,
  0.1842293f, 0.7436627f, -0.3387221f, -0.9616218f, 0.90213186f, -0.5383132f, 0.6630664f, -0.94819885f,
  -0.23228091f, -0.90650654f, -0.30895254f, -0.7377203f, 0.6192694f, -0.18424666f, -0.70537615f, 0.22196129f,
  0.5885561f, 0.866668f, -0.9776792f, -0.93856895f, 0.99501306f, 0.60761565f, -0.08932199f, -0.21719718f,
  0.34341475f, 0.9304997f, 0.46728137f, -0.023362005f, -0.16867706f, -0.7079495f, 0.80418617f, 0.4939426f,
  0.27254844f, 0.15633024f, 0.077980585f, -0.8955075f, -0.1571213f, 0.12669104f, 0.8927395f, -0.3272633f,
  0.55432093f, -0.45156404f, 0.8221195f, 0.8825289f, -0.13588898f, -0.13656674f, -0.29315597f, -0.9580632f,
};
static const float golden_weight_batch2_seq6[] = {
  -0.52631384f, -0.080051124f, -0.6220994f, 0.48379925f, 0.43401977f, -0.76554155f, -0.5884f, -0.055316936f,
  0.050416738f, 0.39338908f, 0.40835357f, -0.78562015f,
};
static const float golden_tags_batch2_seq6[] = {
  -0.31229365f, -0.55043936f, 0.32745987f, 0.6958617f, -0.2471087f, 0.28411224f, 0.5882025f, 0.94624054f,
  0.08834644f, 0.47384447f, -0.70972866f, 0.045369f, -0.08793005f, 0.19630226f, -0.48310515f, -0.17301914f,
  -0.27219242f, 0.39515495f, 0.41294262f, 0.26324943f, 0.4615613f, -0.10135234f, -0.08821195f, 0.4015787f,
  0.31599712f, 0.16009194f, -0.08450065f, 0.07783604f, 0.32664663f, 0.19655389f, -0.46965155f, -0.10040825f,
  0.55897427f, 0.36149472f, 0.15423113f, 0.47841394f, -0.08453909f, 0.7878112f, 0.08128588f, 0.30592683f,
  0.11718325f, -0.039476953f, 0.17593688f, 0.14268121f, 0.14863083f, -0.40203127f, 0.122502975f, -0.25615928f,
  0.489521f, -0.78851724f, 0.38352653f, -0.470877f, 0.12101248f, 0.43327317f, 0.48791605f, -0.8905765f,
  0.29389015f, 0.20100158f, 0.28368253f, -0.06313138f,
};
static const float golden_sentence_batch2_seq6[] = {
  -0.2636812f, -0.29229042f, -0.8178242f, 0.35201296f, -0.22629221f, 0.13341299f, -0.40334716f, -0.858208f,
  -0.09465961f, -0.42058477f,
};
static _Alignas(64) float out_tags_batch2_seq6[60];
static _Alignas(64) float out_sentence_batch2_seq6[10];

static int test_batch2_seq6(void) {
  const struct tagger_dims dims = { .batch = 2, .seq = 6 };
  const struct tagger_inputs inputs = {
    .words = golden_words_batch2_seq6,
    .weight = golden_weight_batch2_seq6,
  };
  const struct tagger_outputs outputs = {
    .tags = out_tags_batch2_seq6,
    .sentence = out_sentence_batch2_seq6,
  };
  int failed = 0;
  const void *const weights = NULL;
  const int status = tagger_run(&dims, &inputs, &outputs, weights, arena);
  if (status != TAGGER_OK) return 10 + status;
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 60; i++) {
      const double a = (double)out_tags_batch2_seq6[i], b = (double)golden_tags_batch2_seq6[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=2 seq=6: tags: max error %g of %g\n", error, largest);
#endif
  }
  {
    double largest = 0, error = 0;
    for (int i = 0; i < 10; i++) {
      const double a = (double)out_sentence_batch2_seq6[i], b = (double)golden_sentence_batch2_seq6[i];
      const double d = a > b ? a - b : b - a, m = b < 0 ? -b : b;
      if (!(d <= error)) error = d;
      if (m > largest) largest = m;
    }
    if (!(error <= 0.0001 * largest)) failed = 1;
#ifndef AOT_SELFTEST_NO_STDIO
    printf("batch=2 seq=6: sentence: max error %g of %g\n", error, largest);
#endif
  }
  return failed;
}

int main(void) {
  int failed = 0;
  if (failed == 0) failed = test_batch1_seq4();
  if (failed == 0) failed = test_batch1_seq6();
  if (failed == 0) failed = test_batch2_seq4();
  if (failed == 0) failed = test_batch2_seq6();
#ifndef AOT_SELFTEST_NO_STDIO
  printf(failed ? "tagger: self-test FAILED\n" : "tagger: self-test passed\n");
#endif
  return failed;
}
