# Signing in: passwords that voters set, and the mail that brings a code.

booth-login-none = The server has no logins for this poll yet, so that no ballot can be cast here. Tell the organiser.
booth-password = Set a password
booth-password-words = With the login name and the code above you can set a password of your own. Then the code on paper opens your login no longer, and nobody who has made or carried it can vote in your place. A code by mail still does, should you forget the password.
booth-password-new = New password: 12 characters or more
booth-password-set = Set this password
booth-password-done = The password is set. Use it in place of the code from now on.
booth-password-short = A password has 12 characters or more, and is not the code.

mail-code-subject = Your code for “{ $poll }”
mail-code-intro = This is the code for your login to the poll “{ $poll }” of the election “{ $election }”:
mail-code-valid = It is good for { $n } minutes, also more than once. Type it on the voting page that you have open, and nowhere else.
mail-code-newest = Each new code takes the place of the one before. { $n } mails an hour are the most that are sent.
mail-code-never = Nobody will ever ask you for your private credential: no mail, no call, no official. This mail has no link in it. Whoever sends you one and asks for your credential wants to vote in your place.
mail-code-unasked = If you have not asked for a code, somebody else has typed your login name. Without this code and without your credential nothing can be cast. You need do nothing.
