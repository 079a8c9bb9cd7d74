// Answers that a script puts in place: what was unfolded stays so, and what changed is lit up.
const outcomes = (place) => new Map([...place.querySelectorAll("[data-outcome]")].map((each) => [each.id, each.dataset.outcome]));
let unfolded = [];
let before = new Map();

export const watchAnswers = () => {
  const answers = document.getElementById("answers");
  if (!answers || answers.dataset.watched) return;
  answers.dataset.watched = "yes";
  document.addEventListener("htmx:beforeSwap", () => {
    unfolded = [...answers.querySelectorAll("details[open]")].map((each) => each.id);
    before = outcomes(answers);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, outcome] of outcomes(answers)) {
      document.getElementById(id).classList.toggle("moved", before.has(id) && before.get(id) !== outcome);
    }
  });
};
