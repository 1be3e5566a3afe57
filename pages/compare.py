from pages.parts import session

session.begin("Does it look like the real table?")
