"""What a program that uses Python's imaplib does; prints what it was told, as JSON."""
import imaplib
import json
import ssl
import sys

port, user, password, certificate = int(sys.argv[1]), *sys.argv[2:5]
told = {}


def ok(answer):
    status, data = answer
    assert status == "OK", answer
    return [part.decode() if isinstance(part, bytes) else part for part in data]


mail = b"From: bob@example.org\r\nSubject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nHello Alice.\r\n.\r\n"
with imaplib.IMAP4("localhost", port) as client:
    context = ssl.create_default_context(cafile=certificate)
    ok(client.starttls(context))
    ok(client.login(user, password))
    told["version"] = client.PROTOCOL_VERSION
    ok(client.create("Python"))
    ok(client.subscribe("Python"))
    told["append"] = ok(client.append("Python", r"(\Flagged zoo)", imaplib.Time2Internaldate(1795348800), mail))
    # not before: with UTF8 on, this version writes the words around the mail into the mail
    ok(client.enable("UTF8=ACCEPT"))
    told["utf8"] = client.utf8_enabled
    told["count"] = ok(client.select("Python"))
    told["searched"] = ok(client.search(None, "KEYWORD", "zoo", "FLAGGED"))
    told["uids"] = ok(client.uid("SEARCH", "ALL"))
    (head, body), *_ = client.fetch("1", "(UID INTERNALDATE FLAGS BODY.PEEK[])")[1]
    told["date"] = imaplib.Internaldate2tuple(head)[:3]
    told["flags"] = sorted(flag.decode() for flag in imaplib.ParseFlags(head))
    told["same"] = body == mail
    told["stored"] = ok(client.store("1", "+FLAGS", r"(\Answered)"))
    ok(client.copy("1", "Archive"))
    told["copy"] = client.response("COPYUID")[1][0].decode()
    ok(client.uid("MOVE", "1", "Trash"))
    told["moved"] = client.response("EXPUNGE")[1][0].decode()
    told["status"] = ok(client.status("Trash", "(MESSAGES UNSEEN)"))
    ok(client.select("Archive"))
    ok(client.store("1", "+FLAGS.SILENT", r"(\Deleted)"))
    told["expunged"] = ok(client.expunge())
    told["unselected"] = ok(client.unselect()) is not None
    ok(client.rename("Python", "Snake"))
    told["list"] = ok(client.list('""', "Sn*"))
    ok(client.delete("Snake"))
    ok(client.unsubscribe("Python"))
    told["gone"] = client.select("Snake")[0]
print(json.dumps(told))
