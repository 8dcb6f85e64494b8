import java.io.FileInputStream;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.*;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Fills a form in as Collect does, with the engine of Collect: "name=value" answers, "new" adds a repeat. Prints every node. */
public class Collect {
    static FormEntryModel model;
    static FormEntryController controller;

    public static void main(String[] words) throws Exception {
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        FormDef form = XFormUtils.getFormFromInputStream(new FileInputStream(words[0]));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        for (int at = 1; at < words.length; at++) {
            if (words[at].equals("new")) {
                step("new");
                controller.newRepeat();
            } else {
                answer(words[at].split("=")[0], words[at].split("=")[1]);
            }
        }
        tell(form.getMainInstance().getRoot(), "");
    }

    static void step(String name) {
        while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) {
            if (model.getEvent() == FormEntryController.EVENT_PROMPT_NEW_REPEAT && name.equals("new")) return;
            if (model.getEvent() == FormEntryController.EVENT_QUESTION
                && model.getFormIndex().getReference().getNameLast().equals(name)) return;
        }
        throw new IllegalStateException("not asked: " + name);
    }

    static void answer(String name, String value) {
        step(name);
        FormEntryPrompt prompt = model.getQuestionPrompt();
        IAnswerData data = new StringData(value);
        if (prompt.getControlType() == Constants.CONTROL_SELECT_ONE) {
            data = null;
            for (SelectChoice choice : prompt.getSelectChoices())
                if (choice.getValue().equals(value)) data = new SelectOneData(choice.selection());
            System.out.println("choices of " + name + ": " + prompt.getSelectChoices().size());
        } else if (prompt.getDataType() == Constants.DATATYPE_DECIMAL) {
            data = new DecimalData(Double.parseDouble(value));
        }
        System.out.println("answer to " + name + ": " + controller.answerQuestion(data, true));
    }

    static void tell(TreeElement parent, String indent) {
        for (int at = 0; at < parent.getNumChildren(); at++) {
            TreeElement node = parent.getChildAt(at);
            if (node.getMult() == TreeReference.INDEX_TEMPLATE) continue;
            String value = node.getValue() == null ? "" : node.getValue().getDisplayText();
            System.out.println(indent + node.getName() + (node.isRelevant() ? "" : "?") + "=" + value);
            tell(node, indent + " ");
        }
    }
}
