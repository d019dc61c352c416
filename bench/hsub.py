# The peer of bench/incoming.mjs: hSub matching as aam2mail does it, in the Python of today. Each line that comes in is one
# round: how many subjects, how many passphrases. Answered with how many matched.
import sys
from hashlib import sha256


class Hsub:
    def make(self, passphrase, iv, digits):
        return (iv + sha256(iv + passphrase).digest()).hex()[:digits]

    def iv_of(self, subject):
        try:
            return bytes.fromhex(subject[:16])
        except ValueError:
            return None

    def check(self, passphrase, subject):
        digits = len(subject)
        if digits < 48 or digits > 80:
            return False
        iv = self.iv_of(subject)
        if not iv:
            return False
        return self.make(passphrase, iv, digits) == subject


def matching(hsub, passphrases, subjects):
    found = 0
    for subject in subjects:
        for passphrase in passphrases:
            if hsub.check(passphrase, subject):
                found += 1
                break
    return found


subjects = [line.strip() for line in open(sys.argv[1])]
passphrases = [line.strip().encode() for line in open(sys.argv[2])]
for line in sys.stdin:
    of_subjects, of_passphrases = map(int, line.split())
    print(matching(Hsub(), passphrases[:of_passphrases], subjects[:of_subjects]), flush=True)
