"""Words that people type when they look for something, beside the words that these pages use."""

from __future__ import annotations

# parts of our texts → what people type who look for them
TYPED_FOR = {
    "daily function": "weak frail fit old older elderly age mother father bedridden",
    "daily life": "weak frail fit old older elderly age mother father bedridden",
    "herb": "herbal vitamins supplements tea natural alternative mistletoe",
    "cost": "money pay price insurance",
    "tiredness": "exhausted fatigue weakness",
    "CAR T": "car-t",
    "brain": "intracranial cns head",
    "questions": "ask doctor appointment",
    "complete re": "disappear disappears gone nothing left",
}
# kinds of cancer, as ``elsewhere`` names them → other everyday names
ALSO_CALLED = {
    "pancreas": "pancreatic", "bowel": "colon rectal rectum colorectal", "stomach": "gastric gullet oesophagus",
    "liver": "hepatocellular", "kidney": "renal", "bladder": "urothelial", "prostate": "prostatic",
    "ovary": "ovarian", "womb": "uterus uterine endometrial",
    "cervix": "cervical", "head and neck": "throat mouth tongue larynx nasopharynx",
    "thyroid": "anaplastic medullary papillary", "bile ducts": "cholangiocarcinoma gallbladder biliary",
    "testicles": "testicular seminoma", "neuroendocrine tumours": "carcinoid",
    "brain tumours": "glioma glioblastoma astrocytoma", "mesothelioma": "asbestos pleura",
    "sarcoma": "bone gist ewing osteosarcoma", "most cancers of children": "child neuroblastoma paediatric",
}  # fmt: skip
# sections of the page of a situation → what people type who look for one
SECTIONS = {
    "shrink": "shrink shrinks shrinkage shrunk response respond remission disappear disappears complete",
    "last": "last lasts lasting long durable duration growth progression",
    "live": "live lives lived living alive longer survive survival life die",
    "brain": "brain head intracranial cns",
    "harm": "harm harms side effect effects toxicity safe risk severe",
    "who": "who fit old older elderly weak frail age join eligible mother father",
    "ask": "ask question questions doctor",
}


def typed_for(text: str) -> str:
    """What people type who look for this text, in other words than its own."""
    return " ".join(typed for part, typed in TYPED_FOR.items() if part.lower() in text.lower())
