/** The configuration `init` writes: everything that must be filled in is there, commented, with one line of why. */
export const firstConfig = `# nymbridge. Every setting is explained in docs/configuration.md; unknown ones are refused at start.

[imap]                      # for the mail client, on 127.0.0.1 and ::1
port = 1143

[smtp]
port = 1025

# [web]                     # the page of "nymbridge status", for a browser on this machine
# port = 1180

[tor]                       # everything that leaves this machine goes through this SOCKS5 proxy
host = "127.0.0.1"
port = 9050

[fetch]
interval = "1h"             # all of the group, at random times around this; what you read or send changes nothing

# News servers that carry alt.anonymous.messages, the first is asked first.
# [[news]]
# host = "news.example.org"
# port = 563
# security = "tls"          # tls, starttls or none
# user = "name"             # only where the server asks for a login
# password = "password"

[send]
pool = "1h"                 # letters wait a random time up to this: one that goes when it is written tells who wrote it
# transport = "relay"       # how they reach the nym server: one of these, by its name

# [transport.relay]
# type = "smtp"
# host = "mail.nym.example" # the nym server's own host, its onion, or any relay that takes its mail
# port = 25
# security = "starttls"
#
# [transport.stick]         # or as files, to carry by hand
# type = "folder"
# path = "/home/me/outgoing"
#
# [transport.mixmaster]     # or through a program that reads the mail; where it sends, the bridge cannot see
# type = "command"
# command = ["mixmaster", "--mail"]
`;
